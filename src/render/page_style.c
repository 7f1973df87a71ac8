/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/page_style.h"

#include "render/grid_svg.h"
#include "render/map_svg.h"
#include "render/markup.h"
#include "render/simulation_writers.h"
#include "document/theme.h"
#include "util/arena.h"

/* clang-format off */
static const char *const rules[] = {
	"*{box-sizing:border-box}",
	"html{-webkit-text-size-adjust:100%}",
	"body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif}",
	"main{max-width:1080px;margin:0 auto;padding:32px 24px 64px}",
	"h1{font-size:26px;line-height:1.25;margin:0;font-weight:650;overflow-wrap:anywhere}",
	".facts{margin:4px 0 0;color:var(--faint)}",
	"h2{font-size:19px;line-height:1.3;margin:0 0 10px;font-weight:650}",
	"h3{font-size:15px;margin:18px 0 6px;font-weight:650}",
	"h2 small{font-size:14px;font-weight:400;color:var(--faint);margin-left:8px}",
	"section{margin-top:36px;padding-top:20px;border-top:1px solid var(--line)}",
	"p{margin:10px 0;max-width:75ch;overflow-wrap:anywhere}",
	"a{color:var(--link);text-underline-offset:2px}",
	":focus-visible{outline:2px solid var(--link);outline-offset:2px}",
	"nav{margin-top:18px;font-size:14px}",
	"nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0;padding:0;list-style:none}",
	".figures{display:flex;flex-wrap:wrap;gap:12px 36px;margin:20px 0 0}",
	".figures div{min-width:96px}",
	".figures dt{font-size:13px;color:var(--faint)}",
	".figures dd{margin:0;font-size:19px;font-weight:600;font-variant-numeric:tabular-nums}",
	".figures dd .doubt{font-size:14px;font-weight:400;margin-left:5px}",
	".faint,.doubt{color:var(--faint)}",
	".good{color:var(--good)}",
	".warn{color:var(--warn)}",
	".bad{color:var(--bad)}",
	".strong{font-weight:600}",
	"code,.code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:.87em}",
	".scroll{overflow-x:auto;margin:10px 0}",
	"table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}",
	"table.wide{width:100%}",
	"th{font-weight:500;font-size:.93em;color:var(--faint);text-align:left;border-bottom:1px solid var(--line)}",
	"th,td{padding:3px 16px 3px 0;vertical-align:baseline;white-space:nowrap}",
	"td:last-child,th:last-child{padding-right:0}",
	"td.name{white-space:normal;overflow-wrap:break-word;min-width:18ch}",
	"td.line{white-space:normal;overflow-wrap:break-word;min-width:16ch}",
	"td.n,th.n{text-align:right;padding-left:8px}",
	"td.fill{min-width:11em;vertical-align:bottom;border-bottom:1px dotted var(--faint)}",
	"td.n.to-doubt,th.n.to-doubt{padding-right:5px}",
	"td.doubt{text-align:left;font-size:.93em}",
	"tbody tr:hover{background:var(--card)}",
	"tr.total>*{font-weight:600}",
	"tr.part td:first-child{padding-left:28px}",
	"tr.part td{color:var(--faint)}",
	"tr.across td{font-weight:600;padding-top:12px;border-bottom:1px solid var(--line)}",
	"tr.across:hover{background:none}",
	"td.bar{width:52%;min-width:120px;vertical-align:top;padding-top:7px}",
	"table.bars td.bar{width:12%;min-width:72px}",
	"table.bars th,table.bars td{padding-right:9px}",
	"table.bars td.n,table.bars th.n{padding-left:0}",
	"svg.bar{display:block;width:100%;height:13px}",
	"svg.bar .k-free,svg.bar .k-unused{stroke-width:.5}",
	".key{display:inline-block;width:10px;height:10px;margin-right:7px;vertical-align:-1px}",
	".legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0;padding:0;list-style:none;font-size:13px;color:var(--faint)}",
	"pre{margin:10px 0;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:4px;overflow-x:auto;line-height:1.55;white-space:pre-wrap;overflow-wrap:anywhere}",
	".finding{margin:14px 0;padding:2px 0 2px 14px;border-left:3px solid var(--line)}",
	".finding.bad-edge{border-color:var(--bad)}",
	".finding.warn-edge{border-color:var(--warn)}",
	".finding p{margin:3px 0}",
	".finding .path{font-weight:600}",
	".finding .hint::before{content:'\\2192\\00a0'}",
	".finding pre{margin:6px 0;padding:6px 10px}",
	".map-frame{overflow-x:auto;margin:10px 0 14px}",
	".swipe{display:none;margin:6px 0 0;font-size:13px;color:var(--faint)}",
	"td.n a,td.name a{text-decoration-thickness:1px}",
	".path a{color:inherit}",
	"tr:target,.finding:target{background:var(--card);box-shadow:inset 3px 0 var(--link)}",
	"tr,.finding{scroll-margin-top:12px}",
	"svg.map,svg.chart{display:block;min-width:640px;width:100%;height:auto}",
	"footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--faint)}",
	"@media(max-width:600px){",
	"main{padding:20px 14px 40px}",
	"h1{font-size:22px}",
	"section{margin-top:26px}",
	".figures{gap:10px 24px}",
	"table{font-size:13px}",
	"th,td{padding-right:10px}",
	"table.wide td.name{min-width:7em}",
	"td.bar{width:30%;min-width:56px}",
	".swipe{display:block}",
	"th{white-space:normal;vertical-align:bottom}",
	/* what goes on beside the window is seen to: the edge is shaded until it is reached */
	".scroll,.map-frame{background:linear-gradient(to left,var(--page) 30%,transparent) right/36px 100% no-repeat local,linear-gradient(to left,var(--line),transparent) right/14px 100% no-repeat scroll}",
	"tr.part td:first-child{padding-left:12px}",
	"}",
	"@page{size:A4;margin:14mm 12mm}",
	"@media print{",
	":focus-visible{outline:none}",
	"body{font-size:9.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}",
	"main{max-width:none;padding:0}",
	"nav{display:none}",
	"h1{font-size:17pt}",
	"h2{font-size:12.5pt;break-after:avoid}",
	"h3{break-after:avoid}",
	".figures dt{font-size:8pt}",
	".figures dd{font-size:12pt}",
	".figures dd .doubt,h2 small{font-size:9pt}",
	".figures{gap:8pt 20pt}",
	".legend{font-size:8pt}",
	"section{margin-top:16pt;padding-top:9pt}",
	"table{font-size:8.5pt}",
	"th,td{padding:1.5pt 8pt 1.5pt 0}",
	"table.bars td.bar{width:auto;min-width:24pt}",
	"table.bars th,table.bars td{padding-right:4pt}",
	"tr,.finding,svg{break-inside:avoid}",
	"thead{display:table-header-group}",
	".scroll,.map-frame{overflow:visible}",
	"svg.map,svg.chart{min-width:0}",
	".swipe{display:none}",
	"a{color:inherit;text-decoration:none}",
	"}",
};
/* clang-format on */

static void put_set(struct markup *m, bool dark)
{
	markup_own(m, ":root{");
	for (unsigned int i = 0; i < COLOURS; i++) {
		markup_own(m, "--");
		markup_own(m, theme_name((enum theme_colour)i));
		markup_own(m, ":");
		markup_own(m, theme_value((enum theme_colour)i, dark));
		markup_own(m, i + 1 < COLOURS ? ";" : "}\n");
	}
}

void theme_write(struct markup *m)
{
	put_set(m, false);
	markup_own(m, "@media screen and (prefers-color-scheme:dark){");
	put_set(m, true);
	markup_own(m, "}\n");
}

/* A rule of each colour from the first to the last, by which `property` is it. */
static void put_rules(struct markup *m, const char *prefix, enum theme_colour first, enum theme_colour last,
					  const char *property)
{
	for (unsigned int i = first; i <= last; i++) {
		const char *name = theme_name((enum theme_colour)i);

		markup_own(m, arena_printf(m->arena, "%s%s{%s:var(--%s)}", prefix, name, property, name));
	}
}

void theme_write_kinds(struct markup *m)
{
	put_rules(m, ".k-", COLOUR_NOMAP, COLOUR_TOTAL, "fill");
	put_rules(m, ".", COLOUR_ON_NOMAP, COLOUR_ON_UNUSED, "fill");
	markup_own(m, ".k-free{stroke:var(--free-edge)}.k-unused{stroke:var(--unused-edge)}\n");
}

void page_style_write(struct markup *m)
{
	theme_write(m);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		markup_own(m, rules[i]);
		markup_own(m, "\n");
	}
	map_svg_write_style(m);
	grid_svg_write_style(m);
	simulation_write_style(m);
	put_rules(m, ".key-", COLOUR_NOMAP, COLOUR_TOTAL, "background");
	markup_own(
		m,
		".key-free{box-shadow:0 0 0 1px var(--free-edge)}.key-unused{box-shadow:0 0 0 1px var(--unused-edge)}\n");
}
