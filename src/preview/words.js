// Every word the page itself says, in Chinese and English; the program's own messages come ready with the view.
//
// No other file holds interface text. `say(key, {name: value})` fills `{name}`; two forms of an English plural are
// written `{n|problem|problems}`.

const WORDS = {
  program: ["蓝皮书", "Bluebook"],
  draft: ["草稿", "Draft"],
  final: ["定稿", "Final"],

  // the bar
  previous: ["上一页", "Previous page"],
  next: ["下一页", "Next page"],
  pageNumber: ["页码：输入后按回车跳到那一页", "Page: type a number and press Enter"],
  ofPages: ["/ {n}", "/ {n}"],
  sheetOf: ["（{k} / {n}）", "({k} of {n})"],
  pageLabel: ["第 {n} 页", "Page {n}"],
  leafLabel: ["第 {n} 张", "Sheet {n}"],
  smaller: ["缩小", "Zoom out"],
  larger: ["放大", "Zoom in"],
  zoomMenu: ["显示比例", "Zoom"],
  fitAuto: ["自动", "Automatic"],
  fitWidth: ["适合宽度", "Fit width"],
  fitPage: ["整页", "Fit page"],
  follow: ["跟随", "Follow"],
  followLong: ["跟随：保存以后，跳到刚才改的地方", "Follow: after each save, go to what was changed"],
  search: ["查找", "Search"],
  print: ["打印", "Print"],
  help: ["帮助", "Help"],
  makePdf: ["生成PDF", "Make PDF"],
  makePdfLong: ["生成 PDF，并打开它", "Write the PDF and open it"],
  makingPdf: ["正在生成…", "Writing…"],
  panel: ["侧栏", "Panel"],

  // states
  starting: ["正在第一次排版", "Setting the report for the first time"],
  startingLong: ["报告越长，第一次越久；以后只排改过的地方", "The first time takes longest; afterwards only what changed is set"],
  current: ["已是最新", "Up to date"],
  partial: ["这一节已更新，其余各页随后就到", "This section is up to date, the rest follows"],
  building: ["正在排版…", "Setting…"],
  stale: ["版式出错，显示的是上一次的页面", "The style fails: these are the last good pages"],
  stopped: ["报告读不出来", "The report cannot be read"],
  lost: ["连接断了，正在重新连接…", "Connection lost, reconnecting…"],
  lostLong: ["如果蓝皮书重新启动过，请打开它窗口里给出的新地址", "If Bluebook was started anew, open the new address that it shows"],
  refused: ["蓝皮书重新启动过，请打开它窗口里给出的新地址", "Bluebook was started anew: open the new address that it shows"],
  ended: ["蓝皮书已经退出；再次启动以后，打开它给出的地址", "Bluebook was ended: start it again and open the address it shows"],
  unreachable: ["没有送到：连接断了", "Not sent: the connection is lost"],
  saved: ["刚保存：{section}", "Last saved: {section}"],
  took: ["{ms} 毫秒", "{ms} ms"],
  tookLong: ["从发现改动到显示，用了 {ms} 毫秒；第 {build} 次", "{ms} ms from the change to this view; build {build}"],
  editedAt: ["改动在第 {n} 页", "Changed on page {n}"],
  titleBusy: ["… {title}", "… {title}"],
  titleErrors: ["（{n} 错误）{title}", "({n}) {title}"],
  titleStale: ["（旧页面）{title}", "(stale) {title}"],
  titleLost: ["（已断开）{title}", "(offline) {title}"],

  // problems
  problems: ["问题", "Problems"],
  error: ["错误", "Error"],
  explain: ["须说明", "Explain"],
  warning: ["警告", "Warning"],
  info: ["提示", "Note"],
  showOnly: ["只看“{kind}”（{n}）", "Only “{kind}” ({n})"],
  recentGroup: ["刚保存的一节 · {section}", "Section last saved · {section}"],
  recentPlain: ["刚保存的文件", "File last saved"],
  otherGroup: ["其他各节", "Elsewhere"],
  noProblems: ["没有问题", "No problems"],
  noProblemsLong: ["每个数字都对得上", "Every number agrees"],
  onPage: ["第 {n} 页", "p. {n}"],
  copySentence: ["复制这句", "Copy sentence"],
  copied: ["已复制，到编辑器里查找即可", "Copied: search for it in your editor"],
  notCopied: ["浏览器不让复制", "The browser refused to copy"],
  fix: ["改正", "Fix"],
  fixTo: ["改正为", "Fix to"],
  fixRemove: ["改正：删去", "Fix: remove"],
  fixBlanks: ["改正空格", "Fix the spaces"],
  fixLong: ["把“{from}”改成“{to}”", "Replace “{from}” with “{to}”"],
  moreProblems: ["再显示 {n} 个", "Show {n} more"],
  openPlace: ["在编辑器里打开 {place}", "Open {place} in the editor"],

  // figures
  figures: ["数字", "Figures"],
  filterFigures: ["按名称、数值、章节筛选", "Filter by name, value or section"],
  figureCount: ["{n} 个", "{n|figure|figures}"],
  figureCountOf: ["{k} / {n} 个", "{k} of {n}"],
  noFigures: ["这份报告还没有登记数字", "No figures are declared yet"],
  noFiguresLong: ["在页上选中一个数，点“登记此数”", "Select a number on the page, then “Register”"],
  noMatch: ["没有找到", "Nothing found"],
  fine: ["正常", "Fine"],
  flagged: ["有疑问", "Flagged"],
  pinned: ["已说明", "Explained"],
  staleFigure: ["来源已变", "Source changed"],
  cited: ["引用 {n} 处", "{n|citation|citations}"],
  citedTimes: ["{n} 处", "{n}×"],
  notCited: ["没有引用", "Not cited"],
  formula: ["算式", "Formula"],
  exact: ["精确值", "Exact"],
  source: ["来源", "Source"],
  noSource: ["没有写来源", "No source given"],
  label: ["称呼", "Called"],
  period: ["期间", "Period"],
  scope: ["口径", "Scope"],
  prior: ["上年", "Last year"],
  note: ["说明", "Note"],
  declared: ["登记在", "Declared in"],
  moreCitations: ["另有 {n} 句", "and {n|sentence|sentences} more"],
  nthCitation: ["第 {k} 处引用，共 {n} 处", "Citation {k} of {n}"],
  openDeclaration: ["打开登记处", "Open declaration"],

  // registering
  register: ["登记此数", "Register"],
  registerTitle: ["登记“{number}”", "Register “{number}”"],
  registerName: ["名称，如：办结率", "Name, e.g. Settlement rate"],
  registerWrites: ["正文里会写成", "The text will read"],
  registerAgain: ["已有同名的数字，值为 {value}", "There is a figure of this name: {value}"],
  registerName1: ["名称里不能有 {chars}", "A name cannot contain {chars}"],
  cancel: ["取消", "Cancel"],
  undo: ["撤销", "Undo"],
  close: ["关闭", "Close"],

  // search
  searchPages: ["在全部页面里查找", "Search all pages"],
  hits: ["{k} / {n}", "{k} / {n}"],
  noHits: ["没有", "None"],
  reading: ["已读 {k} / {n} 页", "Read {k} of {n} pages"],
  nextHit: ["下一处", "Next match"],
  previousHit: ["上一处", "Previous match"],

  // printing
  printTitle: ["打印", "Print"],
  printLong: ["浏览器印出来的是页面的样子。要存档、要交出去，请生成 PDF。", "This prints the pages as shown. For the record, make the PDF instead."],
  printFrom: ["从第", "From sheet"],
  printTo: ["张到第", "to"],
  printEnd: ["张（共 {n} 张）", "of {n}"],
  printNow: ["打印", "Print"],
  preparing: ["正在准备 {k} / {n}", "Preparing {k} of {n}"],

  // help
  helpTitle: ["键盘与鼠标", "Keyboard and mouse"],
  helpPages: ["下一页、上一页（在问题栏里：下一个、上一个）", "Next and previous page, or problem in its list"],
  helpSearch: ["查找", "Search"],
  helpGo: ["跳到某一页", "Go to a page"],
  helpFollow: ["跟随改动", "Follow edits"],
  helpProblems: ["问题", "Problems"],
  helpFigures: ["数字，光标放进筛选框（按 Esc 离开）", "Figures, with the cursor in the filter (Esc leaves it)"],
  helpZoom: ["放大、缩小、自动；也可以按住 Ctrl 滚动", "Zoom in, out, automatic; or Ctrl and the wheel"],
  helpFit: ["适合宽度、整页", "Fit width, fit page"],
  helpPrint: ["打印", "Print"],
  helpClose: ["关闭最上面的一层", "Close what is on top"],
  helpClick: ["点一段文字：在编辑器里打开它", "Click a paragraph to open it in your editor"],
  helpHover: ["指着一个数字：看它的算式、来源和别处的引用", "Point at a number for its formula, source and citations"],
  helpSelect: ["选中一个数：登记它", "Select a number to register it"],
};

let column = /^zh/i.test(navigator.language) ? 0 : 1;

/** Sets the language, `zh` or `en`; returns whether it changed. */
export function speak(language) {
  const wanted = language === "en" ? 1 : 0;
  const changed = wanted !== column;
  column = wanted;
  const lang = wanted ? "en" : "zh-CN";
  // Written for nothing, it would make the browser style the whole document anew.
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
  return changed;
}

/** Returns the words of `key`, with `{name}` filled in. */
export function say(key, values = {}) {
  return WORDS[key][column].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
    const value = values[name] ?? "";
    return one === undefined ? value : `${value} ${value === 1 ? one : many}`;
  });
}

/** Fills every element that bears `data-say`, `data-title` or `data-hint` (a placeholder). */
export function label(root = document) {
  for (const el of root.querySelectorAll("[data-say]")) el.textContent = say(el.dataset.say);
  for (const el of root.querySelectorAll("[data-hint]")) el.placeholder = say(el.dataset.hint);
  for (const el of root.querySelectorAll("[data-title]")) {
    const key = el.dataset.key;
    el.title = say(el.dataset.title) + (key ? `  (${key})` : "");
    el.setAttribute("aria-label", say(el.dataset.title));
  }
}
