"""What earlier builds made, kept in `.samestory/cache`. Only the pipeline and the doors know of it, no station does.

Everything here may vanish, be damaged, be somebody else's or refuse to be written at any moment. Then less is kept, and
more is made again: a build with a cache gives the same bytes as one without.
"""
