// What is remembered from visit to visit: the place in this tab, the habits in all of them.

export const memory = (() => {
  const read = (store, key) => {
    try {
      return JSON.parse(store.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const mine = read(sessionStorage, "bluebook");
  const habits = read(localStorage, "bluebook");
  return {
    place: mine.place,
    zoom: mine.zoom ?? habits.zoom ?? "auto",
    open: mine.open ?? habits.open ?? innerWidth > 860,
    tab: mine.tab ?? "problems",
    follow: mine.follow ?? habits.follow ?? true,
    language: mine.language,
    save() {
      const { place, zoom, open, tab, follow, language } = memory;
      try {
        sessionStorage.setItem("bluebook", JSON.stringify({ place, zoom, open, tab, follow, language }));
        localStorage.setItem("bluebook", JSON.stringify({ zoom, open, follow }));
      } catch {
        // A browser that keeps nothing still shows the pages.
      }
    },
  };
})();
