"""Names and comments of generated code: whatever stands in them, it stays a name or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable

C = """alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl
concept const constexpr const_cast continue decltype default delete do double dynamic_cast else enum
explicit export extern false float for friend goto if inline int long mutable namespace new noexcept
not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires
restrict return short signed sizeof static static_assert static_cast struct switch template this
thread_local throw true try typedef typeid typename typeof union unsigned using virtual void
volatile wchar_t while xor xor_eq NULL EOF main exp tanh linux unix i386 near far complex imaginary
I errno assert char8_t char16_t char32_t co_await co_return co_yield consteval constinit
typeof_unqual NAN INFINITY HUGE HUGE_VAL HUGE_VALF HUGE_VALL MAXFLOAT DOMAIN SING OVERFLOW UNDERFLOW
PLOSS TLOSS X_TLOSS FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL FP_ILOGB0 FP_ILOGBNAN
FP_FAST_FMA MATH_ERRNO MATH_ERREXCEPT M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI stdin stdout stderr
noreturn math_errhandling L_tmpnam L_ctermid P_tmpdir M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2
M_SQRT1_2 sa_handler sa_sigaction si_addr si_addr_lsb si_arch si_band si_call_addr si_fd si_int
si_lower si_overrun si_pid si_pkey si_ptr si_status si_stime si_syscall si_timerid si_uid si_upper
si_utime si_value sigev_notify_attributes sigev_notify_function st_atime st_ctime st_mtime"""
_REAL_FUNCTIONS = """acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc
exp2 exp10 expm1 fabs fdim floor fma fmax fmin fmod frexp gamma hypot ilogb j0 j1 jn ldexp lgamma
llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow
remainder remquo rint round scalb scalbln scalbn significand sin sincos sinh sqrt tan tgamma trunc
y0 y1 yn exp tanh cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog conj
cpow cproj creal csin csinh csqrt ctan ctanh"""
_OTHER_FUNCTIONS = """signgam isfinite isinf isnan isnormal signbit fpclassify isgreater
isgreaterequal isless islessequal islessgreater isunordered finite abs labs llabs abort exit malloc
calloc realloc free alloca memchr memcmp memcpy memmove memset printf puts putchar scanf sprintf
snprintf fprintf vprintf strcat strchr strcmp strcpy strlen strncmp strncpy strstr index rindex ffs
isalpha isdigit isspace toupper tolower div read write open close system time select aligned_alloc
asctime at_quick_exit atexit atof atoi atol atoll atomic_flag_clear atomic_flag_clear_explicit
atomic_flag_test_and_set atomic_flag_test_and_set_explicit atomic_signal_fence atomic_thread_fence
bsearch btowc c16rtomb c32rtomb call_once clearerr clock cnd_broadcast cnd_destroy cnd_init
cnd_signal cnd_timedwait cnd_wait ctime difftime fclose feclearexcept fegetenv fegetexceptflag
fegetround feholdexcept feof feraiseexcept ferror fesetenv fesetexceptflag fesetround fetestexcept
feupdateenv fflush fgetc fgetpos fgets fgetwc fgetws fopen fputc fputs fputwc fputws fread freopen
fscanf fseek fsetpos ftell fwide fwprintf fwrite fwscanf getc getchar getenv getwc getwchar gmtime
imaxabs imaxdiv isalnum isblank iscntrl isgraph islower isprint ispunct isupper iswalnum iswalpha
iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit
isxdigit ldiv lldiv localeconv localtime longjmp mblen mbrlen mbrtoc16 mbrtoc32 mbrtowc mbsinit
mbsrtowcs mbstowcs mbtowc mktime mtx_destroy mtx_init mtx_lock mtx_timedlock mtx_trylock mtx_unlock
perror putc putwc putwchar qsort quick_exit raise rand remove rename rewind setbuf setjmp setlocale
setvbuf signal srand sscanf strcoll strcspn strerror strftime strncat strpbrk strrchr strspn strtod
strtof strtoimax strtok strtol strtold strtoll strtoul strtoull strtoumax strxfrm swprintf swscanf
thrd_create thrd_current thrd_detach thrd_equal thrd_exit thrd_join thrd_sleep thrd_yield
timespec_get tmpfile tmpnam towctrans towlower towupper tss_create tss_delete tss_get tss_set ungetc
ungetwc vfprintf vfscanf vfwprintf vfwscanf vscanf vsnprintf vsprintf vsscanf vswprintf vswscanf
vwprintf vwscanf wcrtomb wcscat wcschr wcscmp wcscoll wcscpy wcscspn wcsftime wcslen wcsncat wcsncmp
wcsncpy wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstoimax wcstok wcstol wcstold
wcstoll wcstombs wcstoul wcstoull wcstoumax wcsxfrm wctob wctomb wctrans wctype wmemchr wmemcmp
wmemcpy wmemmove wmemset wprintf wscanf"""
C_LIBRARY = " ".join(f"{name} {name}f {name}l" for name in _REAL_FUNCTIONS.split())
C_LIBRARY += f" {_OTHER_FUNCTIONS}"  # what another function cannot be called beside the library
JAVASCRIPT = """abstract arguments async await boolean break byte case catch char class const
continue debugger default delete do double else enum eval export extends false final finally
float for function get goto if implements import in instanceof int interface let long module
native new null of package private protected public return set short static super switch
synchronized this throw throws transient true try typeof undefined var void volatile while with
yield NaN Infinity Math exports require global globalThis window self document constructor
prototype"""
# what a function of a script would replace, or could not be called, in a page of a browser
BROWSER = """addEventListener alert atob blur btoa caches cancelAnimationFrame cancelIdleCallback
captureEvents chrome clearInterval clearTimeout clientInformation close closed confirm console
cookieStore createImageBitmap credentialless crossOriginIsolated crypto customElements
devicePixelRatio dispatchEvent document documentPictureInPicture event external fence fetch
fetchLater find focus frameElement frames getComputedStyle getScreenDetails getSelection history
indexedDB innerHeight innerWidth isSecureContext launchQueue length localStorage location
locationbar matchMedia menubar moveBy moveTo name navigation navigator offscreenBuffering open
opener orientation origin originAgentCluster outerHeight outerWidth pageXOffset pageYOffset parent
performance personalbar postMessage print prompt queryLocalFonts queueMicrotask releaseEvents
removeEventListener reportError requestAnimationFrame requestIdleCallback resizeBy resizeTo
scheduler screen screenLeft screenTop screenX screenY scroll scrollBy scrollTo scrollX scrollY
scrollbars self sessionStorage setInterval setTimeout sharedStorage showDirectoryPicker
showOpenFilePicker showSaveFilePicker speechSynthesis status statusbar stop structuredClone
styleMedia toolbar top trustedTypes viewport visualViewport when window Array ArrayBuffer
AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
DisposableStack Error EvalError Event EventTarget FinalizationRegistry Float16Array Float32Array
Float64Array Function HTMLElement Image Int16Array Int32Array Int8Array Intl Iterator JSON Map Node
Number Object Option Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer
String SuppressedError Symbol SyntaxError Text TypeError URIError Uint16Array Uint32Array Uint8Array
Uint8ClampedArray URL WeakMap WeakRef WeakSet WebAssembly Window Worker decodeURI decodeURIComponent
encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt unescape constructor
hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"""
PYTHON = """False None True and as assert async await break case class continue def del elif else
except finally for from global if import in is lambda match nonlocal not or pass raise return try
type while with yield np numpy zero len"""
# what a function would hide where all names of a module are imported
BUILTINS = """ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup
BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError
ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis
EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError
FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError
IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError
OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError
RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration
StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError
UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError
UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError abs aiter all anext any
ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits
delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals
hasattr hash help hex id input int isinstance issubclass iter len license list locals map max
memoryview min next object oct open ord pow print property quit range repr reversed round set
setattr slice sorted staticmethod str sum super tuple type vars zip"""
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

    def __init__(self, words: str, taken: Iterable[str] = (), *, macros: bool = False) -> None:
        self.macros = macros  # whether what begins with capital letters may stand for other text
        self.taken = {word.lower() for word in words.split()} | {word.lower() for word in taken}

    def new(self, wanted: str, beside: str = "") -> str:
        """An identifier like the name; capital letters do not tell two apart.

        It is none of the words `beside` either.
        """
        others = set(beside.split())
        plain = re.sub(r"[^A-Za-z0-9]+", "_", wanted[:_LONGEST]).strip("_") or "v"
        plain = f"v{plain}" if plain[0].isdigit() else plain
        plain = plain.lower() if self.macros and re.match("[A-Z][A-Z0-9_]{2}", plain) else plain
        found, number = plain, 2
        while found.lower() in self.taken or found in others:
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
