"use strict";
// What is new shows by itself while nobody reads; else a button says so. Without it the page is the same page.
(() => {
  const stories = document.getElementById("stories");
  const news = document.getElementById("news");
  if (!stories || !news || !stories.dataset.events || !window.EventSource) return;
  let timer = 0;

  const isRead = () => scrollY > 60 || stories.contains(document.activeElement) ||
    stories.querySelector("details[open]") !== null;

  const show = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("stories");
    if (!fresh) return;
    stories.replaceChildren(...fresh.childNodes);
    news.hidden = true;
  };

  news.addEventListener("click", () => show().then(() => scrollTo(0, 0), () => location.reload()));

  const events = new EventSource(stories.dataset.events);
  events.addEventListener("message", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (isRead()) news.hidden = false;
      else show().catch(() => { news.hidden = false; });
    }, 500);
  });
})();
