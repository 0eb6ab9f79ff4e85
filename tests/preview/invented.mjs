// An invented report for mock.mjs: sections, figures, problems, and pages drawn line by line.
//
// The drawing is the simplest that looks like a report: one size of type, no hyphenation. Glyphs are letters of a font
// that the browser has, or, with `outlines` ({letter: [width in em, path]}), paths as the real program sends them.

const WIDTH = 595.28;
const HEIGHT = 841.89;
const LEFT = 79.4;
const TOP = 105;
const BOTTOM = HEIGHT - 99;

const WORDS = {
  zh: {
    title: "2021年度城西街道部门整体支出绩效评价报告",
    sections: ["部门概况", "经济工作稳中求进", "重点项目顺利推进", "党的建设全面加强", "社会治理", "民生保障", "存在的问题", "改进措施和建议"],
    paragraphs: [
      "2021年，街道在区委、区政府的领导下，坚持稳中求进的工作总基调，统筹疫情防控和经济社会发展，各项工作取得了新的进展。",
      "全年共受理群众诉求{{受理}}，办结{{办结}}，办结率{{办结率}}，比上年提高3.4个百分点，群众满意度持续提升。",
      "辖区全年固定资产投资{{固定资产投资}}，社会消费品零售总额{{社会消费品零售总额}}，比上年增长{{社零增速}}，主要指标保持增长。",
      "社区“两委”换届圆满完成，换届后成员共{{两委成员}}，其中女性{{两委女性}}，占{{两委女性占比}}；大专以上学历25人，结构进一步优化。",
      "预算安排{{年初预算}}，全年支出{{全年支出}}，预算执行率{{执行率}}。公用经费严格按照标准控制，“三公”经费比上年下降11.6%。",
      "资江南岸防洪堤的主体工程已基本建成，后续工程正在稳步实施。前进山项目的拆迁已全部结束，工程已经开工，白州棚改征地拆迁任务已经完成。",
      "网格员全年走访居民24280户，排查各类隐患1316处，整改1302处，整改率98.94%，未发生较大以上安全生产事故。",
    ],
    figures: [
      ["受理", "512件", "社会治理"], ["办结", "508件", "社会治理"], ["办结率", "99.22%", "社会治理", "办结 / 受理", "508件 / 512件", "99.21875%"],
      ["固定资产投资", "12.3亿元", "经济工作稳中求进"], ["社会消费品零售总额", "2.6亿元", "经济工作稳中求进"], ["社零增速", "9.2%", "经济工作稳中求进"],
      ["两委成员", "44人", "党的建设全面加强"], ["两委女性", "25人", "党的建设全面加强"],
      ["两委女性占比", "56.82%", "党的建设全面加强", "两委女性 / 两委成员", "25人 / 44人", "56.8181…%"],
      ["年初预算", "2,056万元", "部门概况"], ["全年支出", "2,013.6万元", "部门概况"], ["执行率", "97.94%", "部门概况", "全年支出 / 年初预算", "2,013.6万元 / 2,056万元", "97.9377…%"],
    ],
    source: "城西街道2021年度绩效评价报告（印发稿）",
    about: "2021年1月至12月",
    unlike: "另一节写的是 507件",
    filler: (n) => `指标${n}`,
    extra: "　　这一段是刚刚加上去的：街道对群众反映强烈的问题逐件登记、逐件答复，一件一件办到底，并把办理情况每月在社区公示栏公布。",
    word: ["持续提升", "稳步提升", "明显提升", "进一步提升"],
    problems: (p) => [
      ["error", "unknown-figure", "没有登记过“办洁率”这个数字", ["最接近的是“办结率”，登记在 content/05-社会治理.md 第 5 行"], "content/05-社会治理.md", 12, "全年共受理群众诉求{{受理}}，办结{{办结}}，办结率{{办洁率}}，比上年提高3.4个百分点，群众满意度持续提升。", "{{办洁率}}", [1, 260], "{{办结率}}", true],
      ["error", "stated-contradicts", "这里写的是507件，“办结”登记为508件", ["改成引用 {{办结}}，或改登记的数"], "content/07-存在的问题.md", 9, "年内办结的{{办结=507件}}诉求中，仍有少数群众对答复不满意。", "507件", [p - 2, 300], "508件", false],
      ["explain", "large-change", "“走访居民”24280户，上年9100户，增长166.8%，要说明理由", ["在数字下写 `理由`，或在那句话后面写注释 <!-- figure-ok: 理由 -->"], "content/05-社会治理.md", 16, "网格员全年走访居民24280户，排查各类隐患1316处，整改1302处。", "24280户", [2, 420], null, true],
      ["warning", "missing-image", "找不到图片“../images/办结率.png”", ["文件夹 images 里有一个“办结率 (1).png”，名字只差一点", "图片路径从本节的文件算起"], "content/02-经济工作稳中求进/index.md", 31, "![各月办结率](../images/办结率.png)", "../images/办结率.png", [5, 180], "../images/办结率 (1).png", false],
      ["warning", "truncated", "56.81%是截尾所得，四舍五入为56.82%", [], "content/04-党的建设全面加强.md", 22, "其中女性25人，占56.81%，结构进一步优化。", "56.81%", [3, 500], "56.82%", false],
      ["info", "literal-unbound", "本节有3个手打的数没有登记", ["可以在预览里选中一个数，点“登记此数”"], "content/06-民生保障.md", 7, "发放各类救助资金316万元，惠及困难群众1204人。", "316万元", [6, 220], null, false],
      ["info", "missing-alt", "图片没有写替代文字", ["写在方括号里：![图上画的是什么](…)"], "content/03-重点项目顺利推进.md", 18, "![](../images/防洪堤.jpg)", "![]", null, null, false],
    ],
  },
  en: {
    title: "Performance Evaluation Report of Chengxi Sub-district, 2021",
    sections: ["Overview", "A steady economy", "Key projects", "Party building", "Community services", "Welfare", "Open problems", "Measures"],
    paragraphs: [
      "In 2021 the sub-district kept to its course of steady progress, brought epidemic control and development together, and moved forward in every field of its work. ",
      "During the year {{Received}} were received and {{Settled}} settled, a settlement rate of {{Settlement rate}}, up 3.4 percentage points on the year before; satisfaction rose once more. ",
      "Fixed-asset investment reached {{Investment}}, retail sales {{Retail sales}}, up {{Retail growth}} on the year before; the leading indicators held their growth. ",
      "The committees of all six communities were elected anew; of their {{Members}}, {{Women}} are women, or {{Share of women}}; 25 hold a college degree. ",
      "The budget provided {{Budget}}, of which {{Spending}} was spent, an execution rate of {{Execution rate}}. Expenses on travel, vehicles and receptions fell by 11.6%. ",
      "The main works of the south bank flood wall are all but complete, and what follows is on schedule. Demolition at Qianjinshan has ended and construction has begun. ",
      "Wardens called on 24,280 households, found 1,316 hazards and removed 1,302 of them, or 98.94%; there was no major accident. ",
    ],
    figures: [
      ["Received", "512 cases", "Community services"], ["Settled", "508 cases", "Community services"], ["Settlement rate", "99.22%", "Community services", "Settled / Received", "508 / 512", "99.21875%"],
      ["Investment", "¥1.23bn", "A steady economy"], ["Retail sales", "¥260m", "A steady economy"], ["Retail growth", "9.2%", "A steady economy"],
      ["Members", "44 members", "Party building"], ["Women", "25", "Party building"], ["Share of women", "56.82%", "Party building", "Women / Members", "25 / 44", "56.8181…%"],
      ["Budget", "¥20.56m", "Overview"], ["Spending", "¥20.136m", "Overview"], ["Execution rate", "97.94%", "Overview", "Spending / Budget", "¥20.136m / ¥20.56m", "97.9377…%"],
    ],
    source: "Performance report of the sub-district, as printed",
    about: "January to December 2021",
    unlike: "another section says 507 cases",
    filler: (n) => `Indicator ${n}`,
    extra: "This paragraph has just been added: each complaint is registered and answered one by one, and the outcome is posted every month. ",
    word: ["rose once more", "rose again", "rose clearly", "went on rising"],
    problems: (p) => [
      ["error", "unknown-figure", "no figure is named `Setlement rate`", ["the nearest is `Settlement rate`, declared in content/05-services.md, line 5"], "content/05-services.md", 12, "During the year {{Received}} were received and {{Settled}} settled, a settlement rate of {{Setlement rate}}, up 3.4 percentage points.", "{{Setlement rate}}", [1, 260], "{{Settlement rate}}", true],
      ["error", "stated-contradicts", "this says 507 cases, but `Settled` is declared as 508 cases", ["cite it as {{Settled}}, or change the declaration"], "content/07-problems.md", 9, "Of the {{Settled=507 cases}} settled, a few left the citizens unsatisfied.", "507 cases", [p - 2, 300], "508 cases", false],
      ["explain", "large-change", "`Calls` is 24,280, last year 9,100: up 166.8%, which asks for a reason", ["write `reason` under the figure"], "content/05-services.md", 16, "Wardens called on 24,280 households, found 1,316 hazards and removed 1,302.", "24,280 households", [2, 420], null, true],
      ["warning", "truncated", "56.81% was cut off; rounded it is 56.82%", [], "content/04-party.md", 22, "of these 25 are women, or 56.81%.", "56.81%", [3, 500], "56.82%", false],
      ["info", "literal-unbound", "3 numbers of this section were typed by hand", ["select one on the page and press “Register”"], "content/06-welfare.md", 7, "Relief of ¥3.16m reached 1,204 people.", "¥3.16m", [6, 220], null, false],
    ],
  },
};

/** Makes the report; `learn(id, symbol)` is told of each glyph that is drawn. */
export function report({ language, pages: wanted, learn, outlines }) {
  const words = WORDS[language];
  const zh = language === "zh";
  const size = zh ? 16 : 12;
  const pitch = zh ? 28 : 19;
  const figures = words.figures.map(([name, value, section, formula, numbers, exact]) => ({ name, value, section, formula, numbers, exact }));
  while (figures.length < 112) {
    const n = figures.length + 1;
    figures.push({ name: words.filler(n), value: zh ? `${(n * 37) % 991}件` : `${(n * 37) % 991}`, section: words.sections[n % 8] });
  }
  const byName = new Map(figures.map((figure, index) => [figure.name, index]));
  const fixed = new Set();
  let version = 0;
  let inserted = null;
  let clean = false;

  const perSection = Math.ceil((wanted * (zh ? 7 : 9)) / words.sections.length);
  const sections = words.sections.map((title, s) => ({
    title,
    file: `content/0${s + 1}-${title}.md`,
    paragraphs: Array.from({ length: perSection }, (_, i) => (zh ? "　　" : "") + words.paragraphs[(s * 3 + i * 5) % words.paragraphs.length].replace(/[。.] ?$/, (end) => (zh ? `，见附件${s + 1}之${i + 1}` : ` (annex ${s + 1}.${i + 1})`) + end)),
  }));

  const advance = (char) => {
    if (outlines?.[char]) return size * outlines[char][0];
    if (/[\u2e80-\uffef“”…]/.test(char)) return size;
    if (!zh) return size * ({ i: 0.28, l: 0.28, t: 0.3, f: 0.33, r: 0.36, " ": 0.26, ",": 0.25, ".": 0.25, m: 0.78, w: 0.72, "%": 0.83 }[char] ?? (/[A-Z]/.test(char) ? 0.68 : 0.5));
    return size * 0.5;
  };
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const drawnGlyphs = new Set();
  const glyph = (char, face) => {
    const id = `g${face}${char.codePointAt(0).toString(16)}`;
    if (drawnGlyphs.has(id)) return id;
    drawnGlyphs.add(id);
    if (outlines) {
      const scale = face === "t" ? 22 : size;
      const path = (outlines[char] ?? ["", ""])[1].replace(/-?[\d.]+(e-?\d+)?/g, (n) => String(Math.round(n * scale * 1e4) / 1e4));
      learn(id, `<symbol id="${id}" overflow="visible"><path d="M 0 0${path}"/></symbol>`);
      return id;
    }
    const family = face === "h" ? "'Noto Sans CJK SC', sans-serif" : "'Noto Serif CJK SC', 'Times New Roman', serif";
    learn(id, `<symbol id="${id}" overflow="visible"><text font-family="${family}" font-size="${face === "t" ? 22 : size}">${escape(char)}</text></symbol>`);
    return id;
  };

  /** Breaks a paragraph with citations into runs of one face: `{text, figure}`. */
  const runs = (text) =>
    text.split(/(\{\{[^}]+\}\}|[0-9][0-9,.]*)/).filter(Boolean).map((part) => {
      const name = part.match(/^\{\{(.+)\}\}$/)?.[1];
      return name ? { text: figures[byName.get(name)].value, figure: byName.get(name) } : { text: part, figure: null };
    });

  let laid = null;
  const lay = () => (laid ??= layAll());
  function layAll() {
    const all = [];
    let page;
    let y;
    const begin = () => {
      page = { uses: [], text: [] };
      y = TOP;
      all.push(page);
    };
    const place = (piece, x, face, scale = 1) => {
      let at = x;
      const base = y + size * 0.86;
      if (outlines) page.uses.push(`<g transform="matrix(1 0 0 -1 ${x.toFixed(2)} ${base.toFixed(2)})">`);
      for (const char of piece.text) {
        if (outlines) {
          if (char.trim()) page.uses.push(`<use xlink:href="#${glyph(char, face)}" x="${(at - x).toFixed(2)}" y="0" fill="#000000" fill-rule="nonzero"/>`);
          at += advance(char) * scale;
          continue;
        }
        if (char.trim()) page.uses.push(`<use xlink:href="#${glyph(char, face)}" x="${at.toFixed(2)}" y="${base.toFixed(2)}" fill="#000000"/>`);
        at += advance(char) * scale;
      }
      if (outlines) page.uses.push("</g>");
      page.text.push({ x, y, width: at - x, height: size * scale * 1.05, ...piece });
      return at;
    };
    begin();
    y = 250;
    const half = Math.ceil([...words.title].length / 2);
    for (const line of [[...words.title].slice(0, half).join(""), [...words.title].slice(half).join("")]) {
      const width = [...line].reduce((sum, c) => sum + advance(c) * (22 / size), 0);
      place({ text: line, place: { file: "bluebook.toml", line: 2, column: 9 }, figure: null }, (WIDTH - width) / 2, "t", 22 / size);
      y += 44;
    }
    begin();
    for (const section of sections) {
      if (y > BOTTOM - 3 * pitch) begin();
      section.page = all.length - 1;
      place({ text: (zh ? "一二三四五六七八"[sections.indexOf(section)] + "、" : `${sections.indexOf(section) + 1}. `) + section.title, place: { file: section.file, line: 8, column: 3 }, figure: null }, LEFT + (zh ? 2 * size : 0), "h");
      y += pitch;
      section.paragraphs.forEach((paragraph, index) => {
        const where = { file: section.file, line: 10 + 2 * index, column: 1 };
        let x = LEFT;
        let piece = null;
        const flush = () => {
          if (piece) x = place(piece.what, piece.x, "s");
          piece = null;
        };
        for (const run of runs(paragraph)) {
          const parts = zh ? [...run.text] : run.text.split(/(?<= )/);
          for (const part of parts) {
            const width = [...part].reduce((sum, c) => sum + advance(c), 0);
            const end = piece ? piece.end : x;
            if (end + width > WIDTH - LEFT + (/[，。；、]/.test(part) || part.endsWith(" ") ? size * 0.6 : 0.1)) {
              flush();
              y += pitch;
              x = LEFT;
              if (y > BOTTOM) begin();
            }
            if (!piece) piece = { x, end: x, what: { text: "", place: where, figure: run.figure } };
            piece.what.text += part;
            piece.end += width;
          }
          flush();
        }
        y += zh ? pitch : pitch * 1.4;
        if (y > BOTTOM) begin();
      });
    }
    return all.map(({ uses, text }, index) => {
      const svg = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}pt" height="${HEIGHT}pt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g><path d="M 0 0 v ${HEIGHT} h ${WIDTH} v -${HEIGHT} Z" fill="#ffffff"/>${uses.join("")}</g></svg>`;
      return { svg, text: text.map((piece) => ({ ...piece })), width: WIDTH, height: HEIGHT, number: index ? String(index) : null };
    });
  }

  const nearest = (page) => {
    const drawn = lay();
    const piece = drawn[Math.min(page || 3, drawn.length - 1)].text.find((p) => p.place?.line >= 10);
    const section = sections.find((s) => s.file === piece.place.file);
    return { section, index: (piece.place.line - 10) / 2 };
  };
  const seen = (section, index) => {
    const drawn = lay();
    const page = drawn.findIndex((p) => p.text.some((t) => t.place?.file === section.file && t.place.line === 10 + 2 * index));
    return { page, y: drawn[page].text.find((t) => t.place?.file === section.file && t.place.line === 10 + 2 * index).y };
  };

  return {
    title: words.title,
    section: words.sections[4],
    lay,
    clean: () => (clean = !clean),
    edit(page) {
      const { section, index } = nearest(page);
      version += 1;
      laid = null;
      const text = section.paragraphs[index].replace(/〔.*?〕|\[.*?\]\s?/u, "").trimEnd();
      section.paragraphs[index] = zh ? `${text}〔第${version}次修改〕` : `${text} [edit ${version}] `;
      this.section = section.title;
      return seen(section, index);
    },
    insert(page, count) {
      const { section, index } = nearest(page);
      laid = null;
      section.paragraphs.splice(index, 0, ...Array(count).fill(words.extra));
      inserted = { section, index, count };
      this.section = section.title;
      return seen(section, index);
    },
    remove() {
      if (!inserted) return null;
      laid = null;
      inserted.section.paragraphs.splice(inserted.index, inserted.count);
      const at = seen(inserted.section, inserted.index);
      inserted = null;
      return at;
    },
    problems(pages) {
      if (clean) return [];
      return words.problems(pages)
        .map(([severity, code, message, hints, file, line, text, mark, page, fix, recent], index) => {
          const before = [...text.slice(0, text.indexOf(mark))].length;
          return {
            id: `p${index}`, severity, code, message, hints, place: { file, line, column: before + 1 }, line: text, marked: [before, before + [...mark].length],
            page: page && page[0] < pages ? page : null, fix, recent,
            related: code === "stated-contradicts" ? [[{ file: "content/05-社会治理.md", line: 4, column: 3 }, zh ? "登记在这里：508件" : "declared here: 508 cases"]] : [],
          };
        })
        .filter(({ id }) => !fixed.has(id))
        .sort((a, b) => b.recent - a.recent);
    },
    fix(id) {
      if (fixed.has(id)) return null;
      fixed.add(id);
      return words.problems(40)[Number(id.slice(1))][9];
    },
    undo: (id) => fixed.delete(id),
    figures: () =>
      figures.map((figure, index) => ({
        name: figure.name, section: figure.section, value: figure.value,
        state: index === 1 || index === 40 ? "flagged" : index === 8 ? "pinned" : index === 5 || index === 61 ? "stale" : "fine",
        cited: index < 12 ? 3 + (index % 4) : index % 5, declared: { file: `content/0${words.sections.indexOf(figure.section) + 1}-${figure.section}.md`, line: 3 + index, column: 3 },
      })),
    figure(index) {
      const line = this.figures()[index];
      if (!line) return null;
      const figure = figures[index];
      const drawn = lay();
      const citations = [];
      drawn.forEach((page, number) => page.text.forEach((piece, at) => {
        if (piece.figure === index) citations.push({ sentence: (page.text[at - 1]?.text ?? "").slice(-16) + piece.text + (page.text[at + 1]?.text ?? "").slice(0, 18), place: piece.place, page: number });
      }));
      return {
        ...line, formula: figure.formula ?? null, numbers: figure.numbers ?? null, exact: figure.exact ?? figure.value, source: words.source,
        about: index % 3 === 2 ? words.about : null, problems: line.state === "flagged" ? [words.unlike] : [], citations: citations.slice(0, 40),
      };
    },
  };
}
