# SPDX-License-Identifier: MIT
"""A model of the documented behaviour of SMS 1.x services on the files of two sites.

This is not SMS. It is written from public descriptions of SMS 1.x, without the C library and
without its bindings, so that each can be checked against the other.
"""

from .world import Lab, LabError

__all__ = ['Lab', 'LabError']
