"""Names for what gdcore takes and returns, in type hints."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # one weight works without numpy
    import numpy as np

Number: TypeAlias = float | Fraction  # one plain number; to a type checker an int is a float, too
Array: TypeAlias = "np.ndarray[Any, Any]"  # of any shape, of floats, integers or fractions

# A Number or an Array. It is Any, because numpy's types can express neither how many axes an array has
# nor that the sum of two arrays of fractions holds fractions: gdcore.checks looks at values instead.
Numbers: TypeAlias = Any
