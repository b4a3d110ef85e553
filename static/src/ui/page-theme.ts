/** The theme that a person chose in the studio, for pages that the server renders. Runs before they are drawn. */
try {
  const chosen = localStorage.getItem("lowstream.theme"); // written by studio/theme.ts
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is switched off: the system's theme it is.
}
