"""Generators with a mapping network: what is kept of it, and walks through its styles."""

import pytest

from installation.faults import Refused

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from installation.studio.importing.generator_inputs import find_input  # noqa: E402
from installation.studio.importing.style_generators import MEAN_POINTS  # noqa: E402

DIMENSIONS = 12
ROWS = 3


class Mapping(nn.Module):
    """z -> w far from 0 and more varied in some directions, as a trained one gives it."""

    def __init__(self, keeps_mean: bool):
        super().__init__()
        self.num_ws = ROWS
        self.layer = nn.Linear(DIMENSIONS, DIMENSIONS)
        nn.init.uniform_(self.layer.bias, 2, 5)
        mean = self.forward(torch.randn(4000, DIMENSIONS), None)[:, 0].mean(0)
        self.register_buffer("w_avg", mean.detach() if keeps_mean else torch.zeros(DIMENSIONS))

    def forward(self, z, c):
        z = z / z.square().mean(1, keepdim=True).sqrt()
        w = nn.functional.leaky_relu(self.layer(z), 0.2)
        return w.unsqueeze(1).repeat(1, self.num_ws, 1)


class Synthesis(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.ModuleList(nn.Linear(DIMENSIONS, 3 * 64) for _ in range(ROWS))

    def forward(self, ws, noise_mode, force_fp32):
        painted = sum(row(ws[:, number]) for number, row in enumerate(self.rows))
        return torch.tanh(painted / 4).reshape(-1, 3, 8, 8)


class Generator(nn.Module):
    """As NVIDIA's code has it."""

    def __init__(self, keeps_mean=True):
        super().__init__()
        torch.manual_seed(1)
        self.z_dim = DIMENSIONS
        self.c_dim = 0
        self.mapping = Mapping(keeps_mean)
        self.synthesis = Synthesis()

    def forward(self, z, truncation_psi):
        ws = self.mapping.w_avg.lerp(self.mapping(z, None), truncation_psi)
        return self.synthesis(ws, "const", True)


@pytest.mark.parametrize("psi", [0.0, 0.3, 0.7, 1.0, 1.3])
@torch.no_grad()
def test_truncation_goes_towards_the_mean_that_the_model_kept(psi):
    original = Generator()
    imported = find_input(original, None)
    for z in torch.randn(5, 1, DIMENSIONS):
        picture = imported.model(z, torch.full((1,), psi))
        assert torch.allclose(picture, original(z, psi), atol=1e-5)


@torch.no_grad()
def test_a_mean_that_was_never_kept_is_found():
    z = torch.randn(1, DIMENSIONS)
    kept = find_input(Generator(), None).model(z, torch.zeros(1))
    found = find_input(Generator(keeps_mean=False), None).model(z, torch.zeros(1))
    assert (kept - found).abs().max() < 0.05


@torch.no_grad()
def test_a_walk_in_w_gives_the_usual_styles_around_the_same_mean():
    original = Generator()
    imported = find_input(original, None, in_w=True)
    count = imported.inputs["z"].shape[1]
    assert 2 <= count <= DIMENSIONS
    one = torch.ones(1)
    points = torch.randn(MEAN_POINTS, count)
    walked = imported.model.halves.mean_w + points @ imported.model.axes
    styles = original.mapping(torch.randn(MEAN_POINTS, DIMENSIONS), None)[:, 0]
    assert (walked.mean(0) - styles.mean(0)).abs().max() < 0.1
    assert (walked.std(0) - styles.std(0)).abs().max() < 0.1
    centre = imported.model(torch.zeros(1, count), one)
    assert torch.allclose(centre, original(torch.randn(1, DIMENSIONS), 0.0), atol=1e-5)


def test_a_generator_without_styles_is_told_that_it_has_none():
    with pytest.raises(Refused, match="--walk w is for the StyleGAN family"):
        find_input(nn.Sequential(nn.Linear(8, 8)), None, in_w=True)
