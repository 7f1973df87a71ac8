# SPDX-License-Identifier: GPL-2.0-or-later

# DTCARVE_C_STANDARD(STANDARD)
AC_DEFUN([DTCARVE_C_STANDARD], [
  DTCARVE_TRY_CFLAG([-std=$1], [CC="$CC -std=$1"], [AC_MSG_ERROR([the compiler does not take -std=$1])])
])

# DTCARVE_TRY_CFLAG(FLAG, IF-TAKEN, IF-NOT)
AC_DEFUN([DTCARVE_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC takes $1])
  dtcarve_saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])], [dtcarve_taken=yes], [dtcarve_taken=no])
  CFLAGS=$dtcarve_saved_cflags
  AC_MSG_RESULT([$dtcarve_taken])
  AS_IF([test "x$dtcarve_taken" = xyes], [$2], [$3])
])

# --enable-werror; sets WARNING_CFLAGS
AC_DEFUN([DTCARVE_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [make warnings errors])], [], [enable_werror=no])
  WARNING_CFLAGS=
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
                        -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla
                        -Wundef -Wimplicit-fallthrough],
    [DTCARVE_TRY_CFLAG(flag, [WARNING_CFLAGS="$WARNING_CFLAGS flag"])])
  AS_IF([test "x$enable_werror" = xyes], [WARNING_CFLAGS="$WARNING_CFLAGS -Werror"])
  AC_SUBST([WARNING_CFLAGS])
])

# --enable-sanitizers[=LIST]; sets SANITIZER_CFLAGS
AC_DEFUN([DTCARVE_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers@<:@=LIST@:>@], [build with sanitizers (default list: address,undefined)])],
    [], [enable_sanitizers=no])
  AS_CASE([$enable_sanitizers],
    [no], [DTCARVE_SANITIZER_LIST=],
    [yes], [DTCARVE_SANITIZER_LIST=address,undefined],
    [DTCARVE_SANITIZER_LIST=$enable_sanitizers])
  AS_IF([test -n "$DTCARVE_SANITIZER_LIST"],
    [SANITIZER_CFLAGS="-fsanitize=$DTCARVE_SANITIZER_LIST -fno-sanitize-recover=all -fno-omit-frame-pointer -g"
     DTCARVE_TRY_CFLAG([$SANITIZER_CFLAGS], [], [AC_MSG_ERROR([the compiler cannot build with -fsanitize=$DTCARVE_SANITIZER_LIST])])])
  AC_SUBST([SANITIZER_CFLAGS])
])

# --enable-coverage; sets COVERAGE_CFLAGS
AC_DEFUN([DTCARVE_COVERAGE], [
  AC_ARG_ENABLE([coverage], [AS_HELP_STRING([--enable-coverage], [count what the tests run (gcov)])],
    [], [enable_coverage=no])
  AS_IF([test "x$enable_coverage" = xyes], [COVERAGE_CFLAGS="--coverage -O0"])
  AC_SUBST([COVERAGE_CFLAGS])
])

# --enable-fuzzers: libFuzzer targets, with clang only
AC_DEFUN([DTCARVE_FUZZERS], [
  AC_ARG_ENABLE([fuzzers], [AS_HELP_STRING([--enable-fuzzers], [build the libFuzzer targets (needs clang)])],
    [], [enable_fuzzers=no])
  AS_IF([test "x$enable_fuzzers" = xyes],
    [DTCARVE_TRY_CFLAG([-fsanitize=fuzzer-no-link], [SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp"],
       [AC_MSG_ERROR([--enable-fuzzers needs a compiler with libFuzzer: try CC=clang])])])
  AM_CONDITIONAL([FUZZERS], [test "x$enable_fuzzers" = xyes])
])

# libfdt has a pkg-config file only in newer releases
AC_DEFUN([DTCARVE_LIBFDT], [
  AC_CHECK_HEADER([libfdt.h], [], [AC_MSG_ERROR([libfdt.h is missing: install libfdt-dev])])
  AC_CHECK_LIB([fdt], [fdt_check_full], [LIBFDT_LIBS=-lfdt],
    [AC_MSG_ERROR([libfdt with fdt_check_full is missing: install libfdt-dev 1.5 or later])])
  AC_SUBST([LIBFDT_LIBS])
])

# DTCARVE_COMPRESSION(NAME, VARIABLE, PKG-CONFIG-MODULE): --with-NAME / --without-NAME, taken where present by default
AC_DEFUN([DTCARVE_COMPRESSION], [
  AC_ARG_WITH([$1], [AS_HELP_STRING([--without-$1], [do not read $1-compressed input])], [], [with_$1=check])
  have_$1=no
  AS_IF([test "x$with_$1" != xno],
    [PKG_CHECK_MODULES([$2], [$3], [have_$1=yes],
       [AS_IF([test "x$with_$1" = xyes], [AC_MSG_ERROR([--with-$1 was given, but $3 is missing])])])])
  AS_IF([test "x$have_$1" = xyes], [
    PC_REQUIRES="$PC_REQUIRES $3"
    AC_DEFINE([HAVE_$2], [1], [Define to 1 to read $1-compressed input.])])
  AM_CONDITIONAL([HAVE_$2], [test "x$have_$1" = xyes])
])

# DTCARVE_COMPLETION_DIR(SHELL, DIR)
# --with-SHELL-completion-dir=DIR|no: where its completion goes. Never asked of pkg-config, as a user without root
# installs below his own prefix.
AC_DEFUN([DTCARVE_COMPLETION_DIR], [
  AC_ARG_WITH([$1-completion-dir],
    [AS_HELP_STRING([--with-$1-completion-dir=DIR], [completion for $1 in DIR, or no @<:@$2@:>@])],
    [], [AS_VAR_SET([with_$1_completion_dir], [yes])])
  AS_CASE([$with_$1_completion_dir],
    [yes], [$1_completion_dir='$2'],
    [no], [$1_completion_dir=],
    [$1_completion_dir=$with_$1_completion_dir])
  AC_SUBST([$1_completion_dir])
  AM_CONDITIONAL([COMPLETION_]m4_toupper([$1]), [test -n "$$1_completion_dir"])
])
