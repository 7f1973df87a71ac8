# SPDX-License-Identifier: GPL-2.0-or-later
# `make web`: the program compiled to WebAssembly, in one page and in one script for Node, both in web/ of the build.
EMCC = emcc
NODE = node

# of the program, but for what a browser has not: src/web/ has files of the same name for these
web_elsewhere = src/input/program.c src/util/crew.c
web_c = src/web/argp.c src/web/crew.c src/web/libc.c src/web/planner.c src/web/program.c src/web/progress.c
web_headers = src/web/argp.h src/web/libc.h
web_scripts = web/bundle.mjs web/edits.mjs web/files.mjs web/machine.mjs web/page.css web/page.html web/page.mjs web/report.mjs \
	web/run.mjs web/view.mjs web/worker.mjs
# what a first visit shows
web_example = web/uniphier-ld20.dtb $(srcdir)/dts-samples/uniphier-ld20.kernel $(srcdir)/dts-samples/uniphier-ld20.log
web_kernels = 3.18 4.4 4.9 4.14 4.19 5.4 5.10 5.15 6.1 6.6 6.12 7.2

# of the libraries, by package: decoders alone
web_lib_c = \
	$(patsubst %,device-tree-compiler/libfdt/%.c,fdt fdt_addresses fdt_check fdt_empty_tree fdt_overlay fdt_ro fdt_rw \
		fdt_strerror fdt_sw fdt_wip) \
	$(patsubst %,jansson/src/%.c,dump error hashtable hashtable_seed load memory pack_unpack strbuffer strconv utf value \
		version) \
	libinih/ini.c \
	$(patsubst %,zlib/%.c,adler32 crc32 deflate inffast inflate inftrees trees zutil) \
	$(patsubst %,libzstd/lib/%.c,common/debug common/entropy_common common/error_private common/fse_decompress \
		common/xxhash common/zstd_common decompress/huf_decompress decompress/zstd_ddict decompress/zstd_decompress \
		decompress/zstd_decompress_block) \
	$(patsubst %,lz4/lib/%.c,lz4 lz4frame lz4hc xxhash) \
	$(patsubst %,xz-utils/src/liblzma/%.c,check/check check/crc32_fast check/crc64_fast check/sha256 common/alone_decoder \
		common/block_decoder common/block_header_decoder common/block_util common/common common/filter_common \
		common/filter_decoder common/filter_flags_decoder common/index_hash common/stream_decoder \
		common/stream_flags_common common/stream_flags_decoder common/vli_decoder common/vli_size delta/delta_common \
		delta/delta_decoder lz/lz_decoder lzma/lzma2_decoder lzma/lzma_decoder simple/arm simple/arm64 simple/armthumb \
		simple/ia64 simple/powerpc simple/riscv simple/simple_coder simple/simple_decoder simple/sparc simple/x86)
web_lib_includes = $(patsubst %,-Iweb/lib/%,device-tree-compiler/libfdt jansson/android jansson/src libinih zlib libzstd/lib \
	lz4/lib xz-utils/src/liblzma/api)
web_lib_defines = -DHAVE_STDINT_H -DHAVE_LZ4=1 -DHAVE_ZLIB=1 -DHAVE_ZSTD=1 -DHAVE_LZMA=1 -DZSTD_DISABLE_ASM
web_lzma_flags = $(patsubst %,-Iweb/lib/xz-utils/src/%,common liblzma/common liblzma/check liblzma/lz liblzma/rangecoder \
	liblzma/lzma liblzma/delta liblzma/simple) -DTUKLIB_SYMBOL_PREFIX=lzma_ -DHAVE_STDBOOL_H -DHAVE_INTTYPES_H -DHAVE_STRING_H \
	-DHAVE_DECODERS -DHAVE_DECODER_LZMA1 -DHAVE_DECODER_LZMA2 -DHAVE_DECODER_DELTA -DHAVE_DECODER_X86 -DHAVE_DECODER_POWERPC \
	-DHAVE_DECODER_IA64 -DHAVE_DECODER_ARM -DHAVE_DECODER_ARMTHUMB -DHAVE_DECODER_ARM64 -DHAVE_DECODER_SPARC \
	-DHAVE_DECODER_RISCV -DHAVE_CHECK_CRC32 -DHAVE_CHECK_CRC64 -DHAVE_CHECK_SHA256 -DSIZEOF_SIZE_T=4

web_sources = $(filter-out $(web_elsewhere),$(filter %.c,$(libdtcarve_core_la_SOURCES) $(dtcarve_SOURCES))) $(web_c)
web_objects = $(web_sources:%.c=web/obj/%.o) $(nodist_libdtcarve_core_la_SOURCES:%.c=web/obj/%.o) $(nodist_dtcarve_SOURCES:%.c=web/obj/%.o) $(web_lib_c:%.c=web/obj/lib/%.o)
web_cflags = -Oz -MMD -MP -std=gnu17 -ffp-contract=off
web_config = -include web/config.h

web/lib/.ready: $(srcdir)/web/fetch $(srcdir)/web/sources.tsv
	$(AM_V_GEN)$(srcdir)/web/fetch web/lib && : >web/lib/jansson/android/jansson_private_config.h && : >$@

# what ./configure found is of this machine: version and libraries alone are the page's
web/config.h: config.h
	@test '$(srcdir)' != . || { echo 'make web: build in a folder of its own, as ./quickstart does' >&2; exit 1; }
	$(AM_V_GEN)$(MKDIR_P) web && grep -E '(PACKAGE|VERSION)' config.h >$@.new && mv $@.new $@

$(web_lib_c:%.c=web/obj/lib/%.o): web/obj/lib/%.o: web/lib/.ready
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(EMCC) $(web_cflags) -w $(web_lib_includes) $(web_lib_defines) \
		$(if $(filter web/obj/lib/xz-utils/%,$@),$(web_lzma_flags)) -c web/lib/$*.c -o $@
web/obj/src/%.o: src/%.c web/config.h web/lib/.ready
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(EMCC) $(web_cflags) -D_GNU_SOURCE -include $(srcdir)/src/web/libc.h $(web_lib_defines) -I$(srcdir)/src/web -I$(srcdir)/include \
		-I$(srcdir)/src -Iweb -I. $(web_lib_includes) -c $< -o $@
-include $(web_objects:.o=.d)

# Growth and longjmp() come with small costs; the wasm is made small by binaryen, as emcc's own JavaScript optimizer
# does not end with every acorn.
web_link = -O1 -sMODULARIZE=1 -sEXPORT_NAME=dtcarve -sENVIRONMENT=web,worker,node -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=1GB \
	-sABORTING_MALLOC=0 -sTOTAL_STACK=4MB -sINVOKE_RUN=0 -sEXIT_RUNTIME=1 -sSUPPORT_LONGJMP=1 -sEXPORTED_FUNCTIONS=_main,_malloc,_free \
	-sEXPORTED_RUNTIME_METHODS=FS,callMain,ENV,stringToUTF8,lengthBytesUTF8,HEAPU8 -lnodefs.js -Wl,--wrap=sim_run
web/dtcarve.js: $(web_objects)
	$(AM_V_CCLD)$(EMCC) $(web_link) $(web_objects) -o web/linked.js && wasm-opt -Oz --strip-debug --strip-producers web/linked.wasm -o web/dtcarve.wasm && mv web/linked.js $@

web/uniphier-ld20.dtb: dts-samples/uniphier-ld20.dts
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(DTC) -q -@ -O dtb -o $@ $<
web/dtcarve.html: web/dtcarve.js $(web_scripts) $(web_example)
	$(AM_V_GEN)$(NODE) $(srcdir)/web/bundle.mjs $(srcdir)/web web '$(web_kernels)' $(web_example)

.PHONY: web
web: web/dtcarve.html

# report --what-if takes it from there
nodist_dtcarve_SOURCES = src/cli/installed.c
CLEANFILES += src/cli/installed.c web/config.h web/dtcarve.html web/dtcarve.js web/dtcarve.wasm web/linked.wasm web/uniphier-ld20.dtb
src/cli/installed.c: Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && printf '#include "cli/what_if_page.h"\nconst char installed_page[] = "%s/dtcarve.html";\n' '$(pkgdatadir)' >$@
install-data-hook:
	if test -f web/dtcarve.html; then \
		$(INSTALL_DATA) web/dtcarve.html "$(DESTDIR)$(pkgdatadir)/dtcarve.html" && \
		$(INSTALL_DATA) web/report.mjs "$(DESTDIR)$(pkgdatadir)/report.mjs"; fi
uninstall-hook:
	rm -f "$(DESTDIR)$(pkgdatadir)/dtcarve.html" "$(DESTDIR)$(pkgdatadir)/report.mjs"
# the folder of the sources where the build is in it
clean-local:
	rm -rf web/obj web/lib web/driver
EXTRA_DIST += web/fetch web/sources.tsv $(web_c) $(web_headers) $(web_scripts)
