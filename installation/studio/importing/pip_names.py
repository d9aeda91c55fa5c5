"""What to install where a maker's code asks for a module: packages are not always named like it."""

PACKAGES = {
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
    "hydra": "hydra-core",
    "pkg_resources": '"setuptools<81"',
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def pip_line(module: str | None) -> str:
    """Of "cv2.dnn", `pip install opencv-python-headless`."""
    name = str(module).partition(".")[0]
    return f"pip install {PACKAGES.get(name, name)}"
