/* Hands out the charts of one figure as pictures: what stands on the page, with title, scope and date around it.
   Plotly draws SVG, so the picture is that SVG in a larger one; a PNG is the same at twice the size. */
const EDGE = 28, LEAST = 640, TITLE = 20, TEXT = 16, FOOT = 15;
const CLOSING = /^[、。，．：；！？」』】）・,.:;!?)\]%”’ー]/;

function charts(figure) {
  const place = document.querySelector(`.st-key-${CSS.escape(figure)}`);
  if (!place) return [];
  const own = each => each.closest('[class*="st-key-figure-"]') === place && each.getClientRects().length > 0;
  return [...place.querySelectorAll(".js-plotly-plot")].filter(own);
}

/* The claim above a chart and the line beneath it: the last heading that stands before it in its figure. */
function told(chart, figure) {
  const place = document.querySelector(`.st-key-${CSS.escape(figure)}`);
  const before = each => each.compareDocumentPosition(chart) & Node.DOCUMENT_POSITION_FOLLOWING;
  const heads = [...place.querySelectorAll(".t-section h2, .t-title, .t-m-title")].filter(before);
  const head = heads.at(-1);
  const alt = chart.closest("[aria-label]")?.getAttribute("aria-label") ?? "";
  const sub = head?.closest(".t-section")?.querySelector(".t-sub");
  return {title: head ? head.innerText : alt, under: sub ? sub.innerText : ""};
}

/* What the letters on a chart stand for: the list beneath it, before the figure's next chart. */
function happened(chart, figure) {
  const place = document.querySelector(`.st-key-${CSS.escape(figure)}`);
  const after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = charts(figure).find(each => each !== chart && after(chart, each));
  const found = [...place.querySelectorAll(".t-marks li")].filter(
    each => each.getClientRects().length > 0 && after(chart, each) && !(next && after(next, each)));
  return found.map(each => each.innerText);
}

function lines(words, font, width, language) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const made = [""];
  for (const {segment} of new Intl.Segmenter(language, {granularity: "word"}).segment(words.replace(/\s+/g, " ").trim())) {
    const longer = made.at(-1) + segment;
    if (made.at(-1) && pen.measureText(longer).width > width && !CLOSING.test(segment)) made.push(segment.trimStart());
    else made[made.length - 1] = longer;
  }
  return made.filter(line => line);
}

function escaped(words) {
  const box = document.createElement("i");
  box.textContent = words;
  return box.innerHTML.replace(/"/g, "&quot;");
}

async function fontFace(address) {
  const got = await fetch(new URL(address, document.baseURI));
  if (!got.ok) return "";
  const bytes = new Uint8Array(await got.arrayBuffer());
  let held = "";
  for (const each of bytes) held += String.fromCharCode(each);
  return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${btoa(held)})}`;
}

function layer(svg, x, y) {
  const copy = svg.cloneNode(true);
  copy.querySelectorAll(".draglayer,.hoverlayer,.zoomlayer,.modebar-container").forEach(each => each.remove());
  copy.setAttribute("x", x);
  copy.setAttribute("y", y);
  copy.setAttribute("style", "background:none");
  const page = document.URL.split("#")[0];
  return new XMLSerializer().serializeToString(copy).replaceAll(page, "").replaceAll(escaped(page), "");
}

async function drawn(chart, data) {
  const {width, height} = chart.querySelector(".main-svg").getBoundingClientRect();
  const whole = Math.max(width, LEAST), said = told(chart, data.figure);
  const parts = [];
  let y = EDGE;
  const write = (words, size, weight, colour) => {
    for (const line of lines(words, `${weight} ${size}px ${data.font}`, whole, data.language)) {
      y += Math.round(size * 1.4);
      parts.push(`<text x="${EDGE}" y="${y - size * 0.3}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`);
    }
  };
  write(said.title, TITLE, 650, data.ink);
  if (said.under) write(said.under, TEXT, 400, data.ink2);
  y += 12;
  for (const svg of chart.querySelectorAll(".main-svg")) parts.push(layer(svg, EDGE, y));
  y += height + 12;
  for (const event of happened(chart, data.figure)) write(event, FOOT, 400, data.ink);
  y += 8;
  parts.push(`<path d="M${EDGE} ${y}h${whole}" stroke="${data.line}"/>`);
  y += 4;
  for (const line of data.foot) write(line, FOOT, 400, data.ink2);
  const size = [Math.ceil(whole + 2 * EDGE), Math.ceil(y + EDGE - 8)];
  const face = await fontFace(data.face);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size[0]} ${size[1]}"` +
    ` role="img" lang="${data.language}" font-family="${escaped(data.font)}"><title>${escaped(said.title)}</title>` +
    `<style>${face}.crisp{shape-rendering:crispEdges}</style>` +
    `<rect width="100%" height="100%" fill="${data.ground}"/>${parts.join("")}</svg>`;
  return {svg, size};
}

async function png({svg, size}) {
  const address = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = size.map(each => each * 2);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done, failed) => canvas.toBlob(blob => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

function saved(blob, name) {
  const way = document.createElement("a");
  way.href = URL.createObjectURL(blob);
  way.download = name;
  way.click();
  setTimeout(() => URL.revokeObjectURL(way.href), 10_000);
}

const WAYS = {
  png: async (chart, data, name) => saved(await png(await drawn(chart, data)), `${name}.png`),
  svg: async (chart, data, name) =>
    saved(new Blob([(await drawn(chart, data)).svg], {type: "image/svg+xml"}), `${name}.svg`),
  copy: async (chart, data) =>
    navigator.clipboard.write([new ClipboardItem({"image/png": drawn(chart, data).then(png)})]),
};

export default function ({parentElement, data, setTriggerValue}) {
  const found = charts(data.figure);
  const box = parentElement.querySelector(".t-picture");
  const offered = ["png", "svg", ...(navigator.clipboard?.write && window.ClipboardItem ? ["copy"] : [])];
  box.replaceChildren();
  const state = document.createElement("span");
  state.setAttribute("role", "status");
  found.forEach((chart, at) => {
    const number = found.length > 1 ? ` ${at + 1}` : "", name = data.name + (number && `-${at + 1}`);
    for (const way of offered) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = data.words[way] + number;
      button.title = told(chart, data.figure).title;
      button.onclick = async () => {
        try {
          await WAYS[way](chart, data, name);
          state.textContent = way === "copy" ? data.words.copied : "";
          if (data.logged) setTriggerValue("taken", way === "copy" ? `${name}.png` : `${name}.${way}`);
        } catch (fault) {
          console.error(fault);
          state.textContent = data.words.failed;
        }
      };
      box.append(button);
    }
  });
  if (found.length) box.append(state);
}
