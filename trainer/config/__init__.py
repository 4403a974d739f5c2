"""The training configuration: what it may say, read, checked and written."""

from trainer.config.reading import ReadConfig, config_from, read_config
from trainer.config.schema import Config
from trainer.config.text import as_mapping, config_text

__all__ = [
    "Config",
    "ReadConfig",
    "as_mapping",
    "config_from",
    "config_text",
    "read_config",
]
