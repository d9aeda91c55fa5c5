"""kiosk.toml: strict, and all mistakes at once."""

import pytest

from installation.config import schema
from installation.faults import BadConfig


def load(tmp_path, text, **options):
    path = tmp_path / "kiosk.toml"
    path.write_text(text)
    return schema.load(path, options)


def test_without_a_file_the_defaults_hold():
    assert schema.load(None, {}).generator.pack == "letters"


def test_what_the_file_says_wins_over_the_defaults_and_options_over_both(tmp_path):
    read = load(tmp_path, "[camera]\nsource = 'simulated'\nrate_hz = 25\n", camera={"source": "0"})
    assert (read.camera.source, read.camera.rate_hz) == ("0", 25)


def test_all_mistakes_are_told_at_once_with_line_key_value_and_remedy(tmp_path):
    text = "[camera]\nsorce = '0'\n\n[screen]\nrate_hz = 600\nmode = 'big'\n[sund]\n"
    with pytest.raises(BadConfig) as fault:
        load(tmp_path, text)
    words = str(fault.value)
    for part in (
        "line 2: camera.sorce is unknown; did you mean source?",
        "line 5: screen.rate_hz = 600",
        "at most 144",
        "line 6: screen.mode = 'big'",
        "'fullscreen', 'windowed' or 'windowless'",
        "line 7: sund is unknown; did you mean sound?",
    ):
        assert part in words


def test_a_value_that_may_have_several_forms_and_has_none_is_one_mistake(tmp_path):
    with pytest.raises(BadConfig) as fault:
        load(tmp_path, "[sound]\nscale = 3\n")
    assert str(fault.value).count("sound.scale") == 1
    assert "= 3 cannot be used: must be text in quotes or a list of numbers" in str(fault.value)


@pytest.mark.parametrize("text", ["[camera", "a = = 1", "\x01", "[camera]\n[camera]\n"])
def test_what_is_not_toml_is_said_with_its_place(tmp_path, text):
    with pytest.raises(BadConfig, match=r"kiosk.toml, line \d: "):
        load(tmp_path, text)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path):
    with pytest.raises(BadConfig, match="cannot be read: it is not there"):
        schema.load(tmp_path / "none.toml", {})


def test_every_field_has_its_sentence():
    for name, section in schema.KioskConfig.model_fields.items():
        for key, field in section.annotation.model_fields.items():
            assert field.description and field.description.endswith("."), f"{name}.{key}"


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("screen", "pipe"),
        ("marks", "certificate"),
        ("inference", "ca"),
        ("mqtt", "username"),
        ("camera", "source"),
        ("console", "name"),
        ("screen", "monitor"),
    ],
)
@pytest.mark.parametrize("sign", ["\\u0000", "\\n", "\\u009b"])
def test_a_sign_that_nobody_sees_is_a_mistake_of_its_key(tmp_path, section, key, sign):
    """Incident: a pipe with such a sign in its name, and the display began anew for ever."""
    with pytest.raises(BadConfig) as refused:
        load(tmp_path, f'[{section}]\n{key} = "a{sign}b"\n')
    (mistake,) = refused.value.mistakes
    assert (mistake.line, mistake.key) == (2, f"{section}.{key}")
    assert "has letters or signs that cannot stand here" in mistake.problem


def test_text_fields_take_letters_of_all_languages(tmp_path):
    name = "Foyer\u00a0\u5317 \U0001f469\u200d\U0001f3a8"
    assert load(tmp_path, f'[console]\nname = "{name}"\n').console.name == name


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("mqtt", "broker"),
        ("alerts", "mail_from"),
        ("hours", "monday"),
        ("hours", "timezone"),
        ("sound", "scale"),
        ("inference", "server"),
    ],
)
def test_a_mistake_repeats_no_more_than_the_beginning_of_a_long_value(tmp_path, section, key):
    long = "a b'" * 1250
    with pytest.raises(BadConfig) as refused:
        load(tmp_path, f'[{section}]\n{key} = "{long}"\n')
    (mistake,) = refused.value.mistakes
    assert len(mistake.problem) < 700


def test_the_seed_of_the_simulated_visitor_ends_where_that_of_the_journey_does(tmp_path):
    with pytest.raises(BadConfig) as refused:
        load(tmp_path, f"[camera]\nseed = {10**39}\n[journey]\nseed = {10**39}\n")
    assert ["at most" in each.problem for each in refused.value.mistakes] == [True, True]
