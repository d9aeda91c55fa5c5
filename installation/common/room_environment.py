"""What the libraries of the rooms find in their environment. Set before any of them is loaded."""

# One thread a library: what the rooms do at the same time is enough for the cores. The telemetry of
# ONNX Runtime must be off before it is imported; SDL must not turn SIGTERM into an event.
ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "SDL_NO_SIGNAL_HANDLERS": "1",
    "SDL_FRAMEBUFFER_ACCELERATION": "0",
}
