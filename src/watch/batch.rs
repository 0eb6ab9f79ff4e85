//! What is new against the state last handed out, and which of it is not believed yet.
//!
//! Programs save in several steps, and between two of them a file is empty, half or absent. Such news is looked at again and
//! again for 200 ms before it is believed; news that is whole is ready at once. Looks at no file itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Changes;
use super::content::{Content, Seen};
use super::hints::Word;

/// How long a file may be empty, half or absent before that is believed.
pub(super) const DOUBT: Duration = Duration::from_millis(200);

/// When a doubtful file is looked at again; two looks this far apart that see the same are believed where no one says more.
pub(super) const AGAIN: Duration = Duration::from_millis(20);

/// However many doubts follow one another, news does not wait longer than this.
const LONGEST: Duration = Duration::from_millis(600);

/// Why news is not believed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Gone: its successor may be about to take the name.
    Absent,
    /// Empty where there was text, or new and empty: whoever emptied it is about to write.
    Empty,
    /// Less than half of what it was, and nobody will say when the writer is done.
    Short,
    /// Closed to readers where it was open: on Windows a writer may hold it.
    Unreadable,
    /// Its writer has not closed it.
    Open,
    /// New or unannounced: must look the same twice.
    Moving,
}

/// What a look found at a path.
#[derive(Debug)]
pub(super) struct News {
    /// What the look before saw; `None` when nothing was there.
    pub(super) before: Option<Seen>,
    /// What is there now.
    pub(super) now: Option<Seen>,
    /// Who said so.
    pub(super) word: Word,
    /// Counts though the content is the one handed out: a build may have read another in between.
    pub(super) counts: bool,
}

/// News about one path.
#[derive(Debug)]
struct Found {
    /// What was handed out.
    before: Option<Seen>,
    now: Option<Seen>,
    word: Word,
    counts: bool,
    /// Since when `now` bears its present stamp.
    steady: Instant,
    doubt: Option<(Doubt, Instant)>,
}

/// The news since the state last handed out.
#[derive(Debug)]
pub(super) struct Batch {
    found: BTreeMap<PathBuf, Found>,
    noticed: Option<Instant>,
    /// How long one doubt may hold news back, and how long all of them may.
    patience: (Duration, Duration),
}

impl Default for Batch {
    fn default() -> Self {
        Self { found: BTreeMap::new(), noticed: None, patience: (DOUBT, LONGEST) }
    }
}

impl Batch {
    /// Holds back what is doubtful until it is not, so that a test need not be quick.
    #[cfg(test)]
    pub(super) fn never_believe(&mut self) {
        self.patience = (Duration::MAX, Duration::MAX);
    }

    /// Takes in what a look found; `noticed` is when the reason to look came.
    pub(super) fn record(&mut self, path: &Path, news: News, noticed: Instant) {
        let now = Instant::now();
        let News { before, now: seen, word, counts } = news;
        let found = self.found.entry(path.to_owned()).or_insert_with(|| Found {
            before,
            now: None,
            word,
            counts: false,
            steady: now,
            doubt: None,
        });
        let stamp = |seen: &Option<Seen>| seen.as_ref().map(|seen| seen.stamp.clone());
        if stamp(&found.now) != stamp(&seen) {
            found.steady = now;
        }
        found.now = seen;
        found.counts |= counts;
        // A look of our own, or changed rights, do not tell that the writer is done.
        if !matches!(word, Word::Unheard | Word::Metadata) {
            found.word = word;
        }
        let since = found.doubt.map_or(now, |(_, since)| since);
        found.doubt = found.judge().map(|doubt| (doubt, since));
        if found.is_nothing() {
            self.found.remove(path);
        }
        self.noticed = (!self.found.is_empty()).then(|| self.noticed.unwrap_or(noticed));
    }

    /// Returns whether there is news, and all of it is believed.
    pub(super) fn is_ready(&self) -> bool {
        let believed =
            |found: &Found| found.doubt.is_none_or(|(_, since)| since.elapsed() >= self.patience.0);
        let late = self.noticed.is_some_and(|noticed| noticed.elapsed() >= self.patience.1);
        !self.is_empty() && (late || self.found.values().all(believed))
    }

    /// Returns whether there is no news.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns whether there is news about a path.
    pub(super) fn knows(&self, path: &Path) -> bool {
        self.found.contains_key(path)
    }

    /// Returns whether a writer is known to be at work on a file: reading it again and again would not tell more.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.found.get(path).is_some_and(Found::is_open)
    }

    /// Returns the paths to look at again.
    pub(super) fn doubtful(&self) -> Vec<PathBuf> {
        let doubtful = self.found.iter().filter(|(_, found)| found.doubt.is_some() && !found.is_open());
        doubtful.map(|(path, _)| path.clone()).collect()
    }

    /// Forgets the news about everything below a folder.
    pub(super) fn forget(&mut self, folder: &Path) {
        self.found.retain(|path, _| !path.starts_with(folder));
        self.noticed = self.noticed.filter(|_| !self.found.is_empty());
    }

    /// Hands the news out and begins anew.
    pub(super) fn take(&mut self) -> Changes {
        let noticed = self.noticed.take().unwrap_or_else(Instant::now);
        let mut changes =
            Changes { changed: Vec::new(), added: Vec::new(), removed: Vec::new(), noticed, number: 0 };
        for (path, found) in std::mem::take(&mut self.found) {
            match (found.before, found.now) {
                (None, _) => changes.added.push(path),
                (Some(_), None) => changes.removed.push(path),
                (Some(_), Some(_)) => changes.changed.push(path),
            }
        }
        changes
    }
}

impl Found {
    fn is_open(&self) -> bool {
        self.doubt.is_some_and(|(doubt, _)| doubt == Doubt::Open)
    }

    /// Returns whether the state is the one handed out again.
    fn is_nothing(&self) -> bool {
        let content = |seen: &Option<Seen>| seen.as_ref().map(|seen| seen.content.clone());
        content(&self.before) == content(&self.now) && (!self.counts || self.now.is_none())
    }

    /// Says why the state now should not be believed.
    fn judge(&self) -> Option<Doubt> {
        let Some(now) = &self.now else { return Some(Doubt::Absent) };
        let before = self.before.as_ref();
        let length = now.stamp.length();
        let was = before.map_or(0, |before| before.stamp.length());
        let told = matches!(self.word, Word::Done | Word::Begun);
        let steady = self.steady.elapsed() >= AGAIN / 2;
        match &now.content {
            Content::Unreadable if before.is_none_or(|before| before.content != Content::Unreadable) => {
                Some(Doubt::Unreadable)
            }
            Content::Bytes(_) if length == 0 && (was > 0 || before.is_none()) => Some(Doubt::Empty),
            Content::Bytes(_) if length < was / 2 && !told => Some(Doubt::Short),
            Content::Bytes(_) if self.word == Word::Begun => Some(Doubt::Open),
            _ if !steady && (before.is_none() || self.word == Word::Unheard) => Some(Doubt::Moving),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Records that a file of one text became another, as `word` has it, and returns why that is doubted.
    fn doubt(before: Option<&str>, now: Option<&str>, word: Word) -> Option<Doubt> {
        let folder = tempfile::tempdir().unwrap();
        let seen = |name: &str, text: Option<&str>| {
            let path = folder.path().join(name);
            text.map(|text| fs::write(&path, text).unwrap())?;
            Some(Seen::read(&path, &path.metadata().unwrap()))
        };
        let news = News { before: seen("before", before), now: seen("now", now), word, counts: false };
        let mut batch = Batch::default();
        batch.record(Path::new("a.md"), news, Instant::now());
        batch.found[Path::new("a.md")].doubt.map(|(doubt, _)| doubt)
    }

    #[test]
    fn what_a_writer_finished_is_believed() {
        assert_eq!(doubt(Some("办结508件"), Some("办结509件"), Word::Done), None);
        assert_eq!(doubt(Some("办结508件"), Some("无"), Word::Done), None, "though it is short");
        assert_eq!(
            doubt(Some("办结508件"), Some("办结509件"), Word::Heard),
            None,
            "where no end is ever said"
        );
    }

    #[test]
    fn what_a_writer_may_not_have_finished_is_doubted() {
        let text = Some("办结508件");
        assert_eq!(doubt(text, None, Word::Done), Some(Doubt::Absent));
        assert_eq!(doubt(text, Some(""), Word::Done), Some(Doubt::Empty));
        assert_eq!(doubt(None, Some(""), Word::Done), Some(Doubt::Empty));
        assert_eq!(doubt(text, Some("办"), Word::Heard), Some(Doubt::Short));
        assert_eq!(doubt(text, Some("办结509件"), Word::Begun), Some(Doubt::Open));
        assert_eq!(doubt(text, Some("办结509件"), Word::Unheard), Some(Doubt::Moving));
        assert_eq!(doubt(None, Some("办结509件"), Word::Done), Some(Doubt::Moving));
    }

    #[test]
    fn a_state_that_returns_is_no_news_unless_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        let seen = |text: &str| {
            fs::write(&path, text).unwrap();
            Some(Seen::read(&path, &path.metadata().unwrap()))
        };
        let (a, b, again) = (seen("a"), seen("b"), seen("a"));
        let mut batch = Batch::default();
        let mut record = |before: &Option<Seen>, now: &Option<Seen>, counts| {
            let news = News { before: before.clone(), now: now.clone(), word: Word::Done, counts };
            batch.record(Path::new("a.md"), news, Instant::now());
            batch.is_empty()
        };
        assert!(!record(&a, &b, false));
        assert!(record(&b, &again, false));
        assert!(!record(&a, &again, true));
        assert!(!record(&again, &None, false));
        assert_eq!(batch.take().removed, [PathBuf::from("a.md")]);
        assert!(batch.is_empty());
    }
}
