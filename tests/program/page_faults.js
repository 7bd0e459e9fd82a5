// What is wrong with a page for who reads it, in words; an empty list: nothing. Evaluated in the page by the browser
// tests. See: WCAG 2.2; the HTML Standard.
(() => {
  const faults = [];
  const shown = (element) => element.outerHTML.slice(0, 100);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  all("details").forEach((details) => { details.open = true; });

  // Nothing of what strangers wrote runs or loads (the page's own script and style are known to its policy).
  if (window.ran) faults.push("a stranger's script ran");
  const scripts = all("script");
  if (scripts.length > 1 || scripts.some((script) => script.parentNode !== document.body)) faults.push("a strange script");
  for (const element of all("*")) {
    for (const { name } of element.attributes) if (/^on|^src|^style$|^http-equiv$/.test(name) && element.parentNode !== document.head) faults.push(`${name} in ${shown(element)}`);
  }
  for (const link of all("a[href]")) if (!/^https?:$/.test(link.protocol)) faults.push(`a link to ${link.protocol}`);

  // Order and names, as a screen reader tells them.
  if (document.title.trim() === "") faults.push("no title");
  if (document.documentElement.lang === "") faults.push("no language");
  if (all("h1").length !== 1) faults.push("not one h1");
  if (all("main").length !== 1) faults.push("not one main");
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    if (Number(heading.tagName[1]) > level + 1) faults.push(`a level is left out before ${shown(heading)}`);
    level = Number(heading.tagName[1]);
  }
  const ids = all("[id]").map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push("an id stands twice");
  for (const control of all("a[href], button, summary, input, select")) {
    const name = control.ariaLabel ?? (control.labels?.[0] ?? control).textContent;
    if (isSeen(control) && name.trim() === "" && !control.closest(".content")) faults.push(`no name: ${shown(control)}`);
  }
  if (all("[tabindex]").some((element) => element.tabIndex > 0)) faults.push("an order of its own for keys");

  // Nothing is out of sight, nothing hard to read.
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("it scrolls sideways");
  for (const box of all("body *")) {
    if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto" && box.tabIndex < 0) faults.push(`no key moves ${shown(box)}`);
  }
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() === "" || !isSeen(element) || element.closest("script, option")) continue;
    const [low, high] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) faults.push(`too pale: ${shown(element)}`);
  }

  // A headline begins where its script begins.
  for (const article of all("article")) {
    const rightToLeft = /^(ar|fa|he|ur)\b/.test(article.lang);
    const heading = article.querySelector("h3");
    if (rightToLeft && getComputedStyle(article).direction !== "rtl") faults.push(`from left to right: ${shown(article)}`);
    const range = document.createRange();
    range.selectNodeContents(heading);
    const runs = [...range.getClientRects()], box = heading.getBoundingClientRect();
    const left = Math.min(...runs.map((run) => run.left)), right = Math.max(...runs.map((run) => run.right));
    const gap = getComputedStyle(heading).direction === "rtl" ? box.right - right : left - box.left;
    if (Math.abs(gap) > 2) faults.push(`a headline ${gap} pixels from its margin: ${shown(heading)}`);
  }
  return faults;
})()
