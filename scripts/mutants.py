#!/usr/bin/env python3
"""Breaks the code of figures and checks on purpose, every mutant in one build, and lists what no test notices.

cargo-mutants says what to break; building each of some 3,500 mutants by itself takes more than a day. Here each function's
body becomes a choice between its mutants and itself, made by the environment variable MUTANT, so that the crate is
built a few times (mutants that do not compile fall out) and the tests run once a mutant.

    scripts/mutants.py WORK [--file GLOB ...] [--jobs N] [--seconds S]
    scripts/mutants.py WORK --resume [--jobs N] [--seconds S]
    scripts/mutants.py WORK --survivors OLD.tsv [--jobs N] [--seconds S]

WORK is a folder to work in. Writes WORK/result.tsv, a line for each mutant as soon as it is judged; `--resume` goes on
where a run was ended, with its build; `--survivors` judges only what an earlier run found to survive, wherever it stands
now: for when tests were added. Mutants
of functions that return `impl Trait`, or are `const`, cannot be chosen at run time and are listed as `alone`: they are
for `cargo mutants`.
"""
import argparse, bisect, collections, json, os, pathlib, re, shutil, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent.parent
TESTS = ["--no-default-features", "--lib", "--test", "checks"]
# The likely tests first; what passes these is put to the rest. Tests named `burden`, `overflow` or `limits` only hold
# that large reports come to an end.
QUICK = ["--skip", "burden", "--skip", "overflow", "--skip", "limits"]
FIRST = ["figure::", "check::", "literal::", "pipeline::", *QUICK]
# The first panic ends the tests: nothing is shrunk, nothing more is run.
CHOICE = """//! Which mutant runs.
pub(crate) fn active() -> usize {
    static ACTIVE: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *ACTIVE.get_or_init(|| {
        let active = std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
        if active > 0 {
            std::panic::set_hook(Box::new(|_| std::process::exit(101)));
        }
        active
    })
}
"""


def listed(tree, files):
    """Returns what cargo-mutants would break, in the order of the files."""
    named = [part for file in files for part in ("--file", file)]
    out = subprocess.run(["cargo", "mutants", "--list", "--json", *named], cwd=tree, check=True, capture_output=True)
    found = json.loads(out.stdout)
    return [dict(mutant, number=at + 1) for at, mutant in enumerate(found)]


class Text:
    """A file as characters, with the way from lines and columns (in characters, from 1) to offsets."""

    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8")
        self.starts = [0] + [at + 1 for at, c in enumerate(self.text) if c == "\n"]

    def range(self, span):
        at = lambda p: self.starts[p["line"] - 1] + p["column"] - 1
        return at(span["start"]), at(span["end"])


def body(text, start, end):
    """Returns the range of a function's body with its braces, or nothing if it cannot be chosen at run time."""
    at, depth = start, 0
    while at < end:
        c = text[at]
        if text.startswith("//", at):
            at = text.index("\n", at)
        elif c == '"':
            at += 1
            while text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == "{" and depth == 0:
            head = re.sub(r"//[^\n]*|#\[[^\]]*\]", "", text[start:at])
            returned = head.rsplit("->", 1)[1] if "->" in head else ""
            if re.search(r"\bconst\s+fn\b", head) or "impl " in returned:
                return None
            return at, end
        at += 1
    return None


def functions(text, mutants):
    """Groups the mutants of a file by the outermost function around them: (body range, mutants)."""
    spans = sorted({text.range(m["function"]["span"]) for m in mutants if m.get("function")})
    outer = []
    for start, end in spans:
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    groups, alone = collections.defaultdict(list), []
    for mutant in mutants:
        start, _ = text.range(mutant["span"])
        at = bisect.bisect_right(outer, (start, float("inf"))) - 1
        if at < 0 or start >= outer[at][1]:
            alone.append(mutant)
        else:
            groups[outer[at]].append(mutant)
    chosen = []
    for (start, end), of in groups.items():
        whole = body(text.text, start, end)
        if whole:
            chosen.append((whole, of))
        else:
            alone.extend(of)
    return sorted(chosen, key=lambda group: group[0]), alone


def rewrite(tree, file, mutants, dropped):
    """Writes a file with its choices; returns the lines of each mutant, and the mutants that need a build alone."""
    text = Text(HERE / file)
    groups, alone = functions(text, mutants)
    out, last, lines = [], 0, {}
    line = lambda: sum(part.count("\n") for part in out) + 1
    for (start, end), of in groups:
        out.append(text.text[last:start])
        original = text.text[start:end]
        out.append("{ match crate::mutant_choice::active() {\n")
        for mutant in of:
            if mutant["number"] in dropped:
                continue
            a, b = text.range(mutant["span"])
            a, b = a - start, b - start
            new = mutant["replacement"]
            begin = line()
            out.append(f"{mutant['number']} => {original[:a]}{new}{original[b:]},\n")
            lines[mutant["number"]] = (begin, line() - 1)
        out.append(f"_ => {original} }} }}")
        last = end
    out.append(text.text[last:])
    (tree / file).write_text("".join(out), encoding="utf-8")
    return lines, alone


def prepare(tree, mutants, dropped):
    lines, alone = {}, []
    for file in sorted({m["file"] for m in mutants}):
        lines[file], more = rewrite(tree, file, [m for m in mutants if m["file"] == file], dropped)
        alone += more
    (tree / "src/mutant_choice.rs").write_text(CHOICE)
    lib = (HERE / "src/lib.rs").read_text(encoding="utf-8")
    head, rest = lib.split("\npub mod ", 1)
    (tree / "src/lib.rs").write_text(f"{head}\n#![allow(warnings, arithmetic_overflow, unconditional_panic, unconditional_recursion)]\npub(crate) mod mutant_choice;\npub mod {rest}", encoding="utf-8")
    return lines, alone


def faulty(tree, lines, command):
    """Compiles, and returns the mutants at whose lines it fails; stops where no mutant stands."""
    run = subprocess.run(["cargo", *command, *TESTS, "--message-format=json", "-q"], cwd=tree, capture_output=True, text=True)
    found, unknown = set(), []
    for entry in map(json.loads, filter(lambda l: l.startswith("{"), run.stdout.splitlines())):
        message = entry.get("message")
        if entry.get("reason") != "compiler-message" or message["level"] != "error" or not message["spans"]:
            continue
        primary = [s for s in message["spans"] if s["is_primary"]]
        hit = {n for s in primary for n, (a, b) in lines.get(s["file_name"], {}).items() if a <= s["line_start"] <= b}
        found |= hit
        if not hit:
            unknown.append(message["rendered"])
    if run.returncode and not found:
        sys.exit("it does not compile, and no mutant is at fault:\n" + "\n".join(unknown[:5]) + run.stderr[-2000:])
    return found


def binaries(tree):
    run = subprocess.run(["cargo", "test", *TESTS, "--no-run", "--message-format=json", "-q"], cwd=tree, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr[-4000:])
    entries = [json.loads(l) for l in run.stdout.splitlines() if l.startswith("{")]
    return [e["executable"] for e in entries if e.get("executable") and e.get("profile", {}).get("test")]


def judge(tree, programs, number, file, seconds):
    """Runs the tests with one mutant: caught, survived or timeout."""
    env = dict(os.environ, MUTANT=str(number), PROPTEST_RNG_SEED="1", PROPTEST_DISABLE_FAILURE_PERSISTENCE="1", RUST_BACKTRACE="0", CARGO_MANIFEST_DIR=str(tree), RUST_MIN_STACK="16777216")
    library, cases = sorted(programs, key=lambda path: "checks-" in path)
    own = file.removeprefix("src/").removesuffix(".rs").replace("/", "::") + "::"
    for program in [[library, own], [cases], [library, *FIRST], [library, *QUICK]]:
        try:
            run = subprocess.run([*program, "-q"], cwd=tree, env=env, timeout=seconds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return "timeout"
        if run.returncode:
            return "caught"
    return "survived"


def same(name):
    """Returns a mutant's name without its line and column."""
    return re.sub(r"^([^:]*):\d+:\d+:", r"\1:", name)


def build(work, files, survivors, seconds):
    """Builds all mutants in one; keeps in WORK/built.json what there is to judge, and returns it."""
    mutants = listed(HERE, files)
    if survivors:
        lines = [line.split("\t") for line in survivors.read_text(encoding="utf-8").splitlines()]
        wanted = {same(name) for verdict, *_, name in lines if verdict in ("survived", "timeout")}
        mutants = [m for m in mutants if same(m["name"]) in wanted]
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(HERE, tree, ignore=shutil.ignore_patterns("target", ".git", "build"))
    manifest = (tree / "Cargo.toml").read_text(encoding="utf-8")
    (tree / "Cargo.toml").write_text(re.sub(r"\[lints\.\w+\][^\[]*", "", manifest), encoding="utf-8")
    dropped = set()
    # Some faults are found only when code is made.
    for command in (["check"], ["test", "--no-run"]):
        while True:
            lines, alone = prepare(tree, mutants, dropped)
            new = faulty(tree, lines, command)
            print(f"cargo {command[0]}: {len(new)} more mutants are no Rust", flush=True)
            if not new:
                break
            dropped |= new
    programs = binaries(tree)
    if judge(tree, programs, 0, "src/lib.rs", seconds) != "survived":
        sys.exit("the tests fail without any mutant")
    verdicts = {m["number"]: "alone" for m in alone} | {n: "unviable" for n in dropped}
    slim = [{key: m[key] for key in ("number", "file", "span", "name")} | {"verdict": verdicts.get(m["number"])} for m in mutants]
    built = {"mutants": slim, "programs": programs}
    (work / "built.json").write_text(json.dumps(built), encoding="utf-8")
    (work / "result.tsv").write_text("", encoding="utf-8")
    return built


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--file", action="append")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--survivors", type=pathlib.Path)
    args = parser.parse_args()
    work = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if args.resume:
        built = json.loads((work / "built.json").read_text(encoding="utf-8"))
    else:
        built = build(work, args.file or ["src/figure/**/*.rs", "src/check/**/*.rs"], args.survivors, args.seconds)
    result = work / "result.tsv"
    judged = {line.split("\t")[3] for line in result.read_text(encoding="utf-8").splitlines()}
    rest = [m for m in built["mutants"] if m["name"] not in judged]
    verdict = lambda m: m["verdict"] or judge(work / "tree", built["programs"], m["number"], m["file"], args.seconds)
    with ThreadPoolExecutor(args.jobs) as pool, result.open("a", encoding="utf-8") as out:
        for mutant, found in zip(rest, pool.map(verdict, rest)):
            print(found, mutant["file"], mutant["span"]["start"]["line"], mutant["name"], sep="\t", file=out, flush=True)
    print(dict(collections.Counter(l.split("\t")[0] for l in result.read_text(encoding="utf-8").splitlines())))


main()
