"""Class schemes: which classes a sign has. A scheme is data; no head has code of its own.

A scheme file is YAML::

    name: mine
    title: What it is for
    extends: hearai            # optional: its heads come first
    heads:
      - name: hand_shape_thumb_position
        source: dominant.shape.thumb_position   # attributes of `Sign`, from left to right
        none: 0                # class if the last of them is not written
        default: 0             # class if what it belongs to is not there at all
        uncoded: 0             # class if it is written but has no class below
        classes: {0: none, 1: hamthumboutmod, 2: hamthumbacrossmod, 3: hamthumbopenmod}

``classes: hearai.hand_shape_thumb_position`` takes over the classes of another scheme's head.
A label list that several heads share is written once, with an anchor of YAML.
Labels are what the source gives (symbol names; ``yes`` and ``no`` for what is true or not);
others, like ``none`` above, match nothing. A head that finds no class is absent: a class file
rejects the row, a table writes ``NaN``.
"""

from hamnosys.scheme_files import BUILT_IN, attribute_types, load_scheme
from hamnosys.scheme_model import NO_CLASSES, Head, Scheme, label_words

__all__ = [
    "BUILT_IN",
    "NO_CLASSES",
    "Head",
    "Scheme",
    "attribute_types",
    "label_words",
    "load_scheme",
]
