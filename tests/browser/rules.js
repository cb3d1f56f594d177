// What can be measured of the rules of the pages; returns the faults of the page that is shown.
// Called with: the class of the page, the least side of a target in pixels (0: not asked), the
// least contrast (0: not asked).
const [look, tap, contrast] = arguments;
document.documentElement.className = look;
const faults = [];
const fault = (rule, element, more = '') =>
  faults.push(`${rule}: ${element.outerHTML.replace(/\s+/g, ' ').slice(0, 130)} ${more}`);
const all = (css) => [...document.querySelectorAll(css)];
document.activeElement?.blur();
const seen = (element) => element.checkVisibility({ visibilityProperty: true });

if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
  const worst = all('body *').filter((e) => !e.closest('.scroll, .unseen') && seen(e))
    .sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0];
  fault('scrolls sideways', worst ?? document.body);
}

// one heading of the first rank, a language, the landmarks
if (all('h1').filter(seen).length !== 1) fault('not one h1', document.body);
if (!['zh-CN', 'en'].includes(document.documentElement.lang)) fault('lang', document.documentElement);
for (const landmark of ['header', 'main', 'footer', 'title']) {
  if (all(landmark).length !== 1) fault(`not one ${landmark}`, document.body);
}
let rank = 1;
for (const heading of all('main :is(h1, h2, h3, h4)')) {
  const own = Number(heading.tagName[1]);
  if (own > rank + 1) fault('a rank of headings is left out', heading);
  rank = own;
}

// every field has a name, every target words
// (of many rows that are drawn alike, three are tried)
const drawn = new Map();
const few = (element) => {
  const shape = [element, element.parentElement, element.parentElement.parentElement]
    .map((e) => `${e.tagName}.${e.className.baseVal ?? e.className}`).join(' ') + element.type;
  drawn.set(shape, (drawn.get(shape) ?? 0) + 1);
  return drawn.get(shape) <= 3;
};
const fields = all('input:not([type=hidden]), select, textarea').filter(seen);
for (const field of fields) {
  const named = [...(field.labels ?? [])].some((label) => label.textContent.trim()) || field.getAttribute('aria-label');
  if (!named) fault('a field without a label', field);
}
const ids = new Set();
for (const element of all('[id]')) {
  if (ids.has(element.id)) fault('an id twice', element);
  ids.add(element.id);
}
const targets = all('a[href], button, summary, [tabindex="0"]').filter(seen).concat(fields);
for (const target of targets) {
  const words = target.textContent.trim() || target.getAttribute('aria-label') || target.labels?.length;
  if (!words) fault('a target without words', target);
  if (target.tabIndex < 0 && target.type !== 'radio') fault('not reached by keyboard', target);
}

// targets are large where a finger lands; links within a sentence are as high as its lines
const within = (link) => link.tagName === 'A' && getComputedStyle(link).display === 'inline' &&
  [...link.parentNode.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim().length > 3);
const hit = (target, x, y) => {
  const found = document.elementFromPoint(x, y);
  const own = target.labels?.[0] ?? target;
  // two places of a map may lie closer than a finger is wide; the table beside it leads to both
  const map = target.closest('svg');
  const neighbour = map !== null && found?.closest('svg a') && map.contains(found);
  return found !== null && (target.contains(found) || own.contains(found) || neighbour);
};
const tried = tap > 0 ? targets.filter(few) : [];
for (const target of tried) {
  if (within(target) || target.closest('.skip, .unseen')) continue;
  target.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const box = (target.labels?.[0]?.contains(target) ? target.labels[0] : target).getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const reach = tap / 2 - 1.5; // where two meet, the hit falls to either
  const high = hit(target, x, y - reach) && hit(target, x, y + reach);
  const wide = box.width >= tap - 1 || (hit(target, x - reach, y) && hit(target, x + reach, y));
  if (!high || !wide) fault(`smaller than ${tap} px`, target, `${Math.round(box.width)}x${Math.round(box.height)}`);
}

// words against their ground
const rgb = (color) => color.match(/[\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
  .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor);
    if (a === 1) return [r, g, b];
  }
  return [255, 255, 255];
};
const told = new Set();
for (const element of contrast > 0 ? all('body *') : []) {
  const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!words || !seen(element) || element.closest('.unseen, .skip, option')) continue;
  const style = getComputedStyle(element);
  const colour = element.closest('svg') ? style.fill : style.color;
  const name = `${element.tagName}.${element.className} ${element.parentElement.className} ${colour}`;
  if (told.has(name)) continue;
  told.add(name);
  const [one, other] = [light(rgb(colour)), light(ground(element))];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  if (ratio < contrast) fault(`contrast ${ratio.toFixed(2)}`, element, colour);
}

// letters of the elder pages are never smaller than 18 px, their lines never closer than 1.75
if (document.documentElement.classList.contains('elder')) {
  for (const text of all('main p, main dd, main td, main li, main label, main small').filter(seen)) {
    const size = parseFloat(getComputedStyle(text).fontSize);
    if (size < 18 && !text.closest('svg')) fault(`letters of ${size} px`, text);
  }
}

// a key was pressed before: focus is shown as to somebody at the keyboard
for (const target of tried) {
  target.focus();
  const { outlineStyle, outlineWidth } = getComputedStyle(target);
  if (document.activeElement !== target) fault('takes no focus', target);
  else if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) fault('focus is not seen', target);
}
return faults;
