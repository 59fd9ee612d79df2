"""Names and comments of generated code: whatever stands in them, it stays a name or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable

C = """alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl
concept const constexpr const_cast continue decltype default delete do double dynamic_cast else
enum explicit export extern false float for friend goto if inline int long mutable namespace new
noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
requires restrict return short signed sizeof static static_assert static_cast struct switch
template this thread_local throw true try typedef typeid typename typeof union unsigned using
virtual void volatile wchar_t while xor xor_eq NULL EOF main exp tanh linux unix i386 near far
complex imaginary I errno assert char8_t char16_t char32_t co_await co_return co_yield consteval
constinit typeof_unqual NAN INFINITY HUGE HUGE_VAL HUGE_VALF HUGE_VALL MAXFLOAT DOMAIN SING
OVERFLOW UNDERFLOW PLOSS TLOSS X_TLOSS FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL FP_ILOGB0
FP_ILOGBNAN FP_FAST_FMA MATH_ERRNO MATH_ERREXCEPT M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI
M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2"""
_REAL_FUNCTIONS = """
acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp2
exp10 expm1 fabs fdim floor fma fmax fmin fmod frexp gamma hypot ilogb j0 j1 jn ldexp lgamma llrint
llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow remainder
remquo rint round scalb scalbln scalbn significand sin sincos sinh sqrt tan tgamma trunc y0 y1
yn"""
_OTHER_FUNCTIONS = """signgam
isfinite isinf isnan isnormal signbit fpclassify isgreater isgreaterequal isless islessequal
islessgreater isunordered finite abs labs llabs abort exit malloc calloc realloc free alloca memchr
memcmp memcpy memmove memset printf puts putchar scanf sprintf snprintf fprintf vprintf strcat
strchr strcmp strcpy strlen strncmp strncpy strstr index rindex ffs isalpha isdigit isspace toupper
tolower div read write open close system time select"""
C_LIBRARY = " ".join(f"{name} {name}f {name}l" for name in _REAL_FUNCTIONS.split())
C_LIBRARY += f" {_OTHER_FUNCTIONS}"  # what another function cannot be called beside the library
JAVASCRIPT = """abstract arguments async await boolean break byte case catch char class const
continue debugger default delete do double else enum eval export extends false final finally
float for function get goto if implements import in instanceof int interface let long module
native new null of package private protected public return set short static super switch
synchronized this throw throws transient true try typeof undefined var void volatile while with
yield NaN Infinity Math exports require global globalThis window self document constructor
prototype"""
PYTHON = """False None True and as assert async await break case class continue def del elif
else except finally for from global if import in is lambda match nonlocal not or pass raise
return try type while with yield np numpy zero len print"""
VERILOG = """accept_on alias always always_comb always_ff always_latch and assert assign assume
automatic before begin bind bins binsof bit bool break buf bufif0 bufif1 byte case casex casez cell
chandle checker class clocking cmos config const constraint context continue cover covergroup
coverpoint cross deassign default defparam design disable dist do edge else end endcase
endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface
endmodule endpackage endprimitive endprogram endproperty endsequence endspecify endtable endtask
enum event eventually expect export extends extern final first_match for force foreach forever
fork forkjoin function generate genvar global highz0 highz1 if iff ifnone ignore_bins
illegal_bins implements implies import incdir include initial inout input inside instance int
integer interconnect interface intersect join join_any join_none large let liblist library local
localparam logic longint macromodule matches medium modport module nand negedge nettype new
nexttime nmos nor noshowcancelled not notif0 notif1 null or output package packed parameter pmos
posedge primitive priority program property protected pull0 pull1 pulldown pullup
pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime
ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1 s_always
s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled
signed small soft solve specify specparam static string strong strong0 strong1 struct super
supply0 supply1 sync_accept_on sync_reject_on table tagged task this throughout time
timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union
unique unique0 unsigned until until_with untyped use uwire var vectored virtual void wait
wait_order wand weak weak0 weak1 while wildcard wire with within wone wor wreal xnor xor"""
_LONGEST = 60  # characters of an identifier
_SHOWN = 200  # characters of a text in a comment
# how comments begin that tools of Verilog, linters and compilers obey
_TOLD = re.compile(
    r"[\W_]*(synopsys|synthesis|verilator|pragma|cadence|ambit|exemplar|xilinx|vcs|lint|type|noqa|fmt|"
    r"eslint|jshint|fallthrough|sourcemappingurl)",
    re.I,
)


class Names:
    """Identifiers of a program: none is a word of the language, and none stands for two things.

    >>> names = Names(C)
    >>> [names.new(each) for each in ("a", "x[0]", "int", "größe", "a", "7", "__a")]
    ['a', 'x_0', 'int_2', 'gr_e', 'a_2', 'v7', 'a_3']
    """

    def __init__(self, words: str, taken: Iterable[str] = ()) -> None:
        self.taken = {word.lower() for word in words.split()} | {word.lower() for word in taken}

    def new(self, wanted: str) -> str:
        """An identifier like the name; capital letters do not tell two apart."""
        plain = re.sub(r"[^A-Za-z0-9]+", "_", wanted[:_LONGEST]).strip("_") or "v"
        plain = f"v{plain}" if plain[0].isdigit() else plain
        found, number = plain, 2
        while found.lower() in self.taken:
            found, number = f"{plain}_{number}", number + 1
        self.taken.add(found.lower())
        return found


def comment(text: str) -> str:
    r"""The text as it may stand in a comment of any of the languages, in one line.

    >>> print(comment("a */ system(); /* \n ö \u202e </script>"))
    a * / system(); / * \n ö \u202e < /script>
    """
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    kept = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)
    kept = re.sub(r"(?<=[*/<?])(?=[*/!?])|(?<=coding)(?=[:=])", " ", kept)
    return f"'{kept}'" if _TOLD.match(kept) else kept
