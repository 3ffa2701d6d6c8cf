// The map: the tree of layers, packages and files, drawn as boxes whose area is their size, and walked with the keyboard.
function treeOf(image) {
  const root = { label: 'Whole image', size: image.unpackedSize, children: image.layers.map(layerNode) };
  link(root);
  return root;
}

function link(node) {
  node.children = (node.children ?? []).filter(child => child.size > 0).sort((a, b) => b.size - a.size);
  for (const child of node.children) {
    child.parent = node;
    link(child);
  }
}

function layerNode(layer, index) {
  const groups = new Map();
  for (const file of layer.files ?? []) {
    const key = file.package ? JSON.stringify(file.package) : '';
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push({ label: file.path.slice(file.path.lastIndexOf('/') + 1), size: file.size, file, kind: kindOf(layer), shared: layer.shared });
  }
  const packages = [...groups.values()].map(children => {
    const pack = children[0].file.package;
    return {
      label: pack ? title(pack) : 'files of no package', note: pack ? `${types[pack.type]} package` : '', kind: kindOf(layer), shared: layer.shared,
      size: total(children), children,
    };
  });
  const node = { label: layer.name, note: `layer ${index + 1}, ${kinds[kindOf(layer)]}`, kind: kindOf(layer), shared: layer.shared, layer, size: layer.unpackedSize, children: packages };
  // A layer of one package is that package: one frame says both.
  const filled = packages.filter(pack => pack.size > 0);
  if (filled.length === 1) {
    node.children = filled[0].children;
    if (filled[0].note) node.label = filled[0].label.startsWith(layer.name) ? filled[0].label : `${layer.name}: ${filled[0].label}`;
  }
  return node;
}

const map = byId('map');
let image, tree, place, cells;

// Squarified treemap (Bruls, Huizing, van Wijk): rows along the shorter side, as square as they get.
function squarify(nodes, x, y, width, height) {
  const boxes = [];
  let rest = nodes.slice();
  let left = total(rest);
  while (rest.length > 0 && width > 0 && height > 0) {
    const side = Math.min(width, height);
    const scale = width * height / left;
    const worst = (row, sum) => Math.max(side * side * row[0].size * scale / (sum * scale) ** 2, (sum * scale) ** 2 / (side * side * row[row.length - 1].size * scale));
    let count = 1;
    let sum = rest[0].size;
    while (count < rest.length && worst(rest.slice(0, count + 1), sum + rest[count].size) <= worst(rest.slice(0, count), sum)) sum += rest[count++].size;
    const depth = sum * scale / side;
    let offset = 0;
    for (const node of rest.splice(0, count)) {
      const length = node.size * scale / depth;
      boxes.push(width >= height ? { node, x, y: y + offset, width: depth, height: length } : { node, x: x + offset, y, width: length, height: depth });
      offset += length;
    }
    if (width >= height) { x += depth; width -= depth; } else { y += depth; height -= depth; }
    left -= sum;
  }
  return boxes;
}

function draw() {
  cells = new Map();
  map.replaceChildren();
  drawChildren(place, map, 1, 0, 0, map.clientWidth, map.clientHeight);
  const first = place.children.find(child => cells.has(child));
  if (first) cells.get(first).tabIndex = 0;
  drawPath();
}

function drawChildren(node, frame, level, x, y, width, height) {
  const shown = squarify(node.children, x, y, width, height).filter(box => box.width >= 3 && box.height >= 3);
  shown.forEach((box, index) => frame.append(drawCell(box, level, index + 1, shown.length)));
}

function drawCell({ node, x, y, width, height }, level, position, siblings) {
  width = Math.max(1, width - 1.5);
  height = Math.max(1, height - 1.5);
  const isFile = Boolean(node.file);
  const inner = isFile || (node.children.length === 1 && node.children[0].file) ? null : node;
  const cell = element('div', {
    role: 'treeitem', tabindex: '-1', 'aria-level': level, 'aria-posinset': position, 'aria-setsize': siblings, 'aria-label': describe(node).join(', '), '--kind': colour(node.kind),
    class: `cell level-${isFile ? 3 : level}${inner ? ' opens' : ''}${node.shared && level === 1 ? ' shared' : ''}${node.file?.hidden ? ' hidden-file' : ''}`,
  });
  Object.assign(cell.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
  cell.node = node;
  cells.set(node, cell);
  const hasLabel = width > 52 && height > 17;
  if (hasLabel) cell.append(element('span', { class: inner ? 'label' : 'label leaf', 'aria-hidden': 'true', '--lines': Math.floor(height / 17) }, element('b', {}, ...(inner ? [node.label] : breakable(node.label))), width > 110 ? element('i', {}, size(node.size)) : null));
  if (inner && width > 24 && height > (hasLabel ? 34 : 14)) {
    const frame = element('div', { role: 'group' });
    cell.append(frame);
    cell.setAttribute('aria-expanded', 'true');
    drawChildren(inner, frame, level + 1, 3, hasLabel ? 18 : 3, width - 4.5, height - (hasLabel ? 19.5 : 4.5));
  }
  return cell;
}

/** A name that may be broken behind its dots and dashes. */
function breakable(name) {
  return name.split(/(?<=[._-])/).flatMap((part, index) => index ? [element('wbr'), part] : [part]);
}

function describe(node) {
  const parts = [node.file ? node.file.path : node.label];
  if (node.note) parts.push(node.note);
  if (node.file?.package) parts.push(title(node.file.package));
  parts.push(`${size(node.size)} unpacked`, `${percent(node.size / tree.size)} of the image`);
  if (node.layer) parts.push(`${size(node.layer.size)} packed`);
  if (node.shared) parts.push(`shared with ${image.comparison.source}`);
  if (node.file?.hidden) parts.push('hidden by a higher layer');
  return parts;
}

function say(node) {
  const [name, ...rest] = describe(node);
  byId('status').replaceChildren(element('strong', {}, name), ' · ' + rest.join(' · '));
}

function open(node, focus) {
  while (node.file || (node.children.length === 1 && node.children[0].file && node.parent)) node = node.parent;
  const from = place;
  place = node;
  draw();
  const target = cells.get(from) ?? cells.get(node.children[0]);
  if (focus && target) target.focus();
}

function drawPath() {
  const steps = [];
  for (let node = place; node; node = node.parent) steps.unshift(node);
  byId('path').replaceChildren(...steps.map((node, index) => {
    const step = index ? 'step' : '';
    return element('span', { class: step }, node === place
      ? element('span', { 'aria-current': 'location' }, node.label)
      : element('button', { type: 'button', click: () => open(node, true) }, node.label));
  }));
}

function move(cell, key) {
  const node = cell.node;
  const siblings = node.parent.children.filter(child => cells.has(child));
  const at = siblings.indexOf(node);
  const next = {
    ArrowDown: () => siblings[at + 1], ArrowUp: () => siblings[at - 1], Home: () => siblings[0], End: () => siblings[siblings.length - 1],
    ArrowRight: () => node.children.find(child => cells.has(child)), ArrowLeft: () => node.parent,
  }[key]();
  if (next && cells.has(next)) cells.get(next).focus();
}

map.addEventListener('keydown', event => {
  const cell = event.target.closest('.cell');
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Enter' || event.key === ' ') open(cell.node, true);
  else if (event.key === 'Escape' || event.key === 'Backspace') place.parent && open(place.parent, true);
  else if (/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) move(cell, event.key);
  else return;
  event.preventDefault();
});
map.addEventListener('focusin', event => {
  for (const cell of map.querySelectorAll('[tabindex="0"]')) cell.tabIndex = -1;
  event.target.tabIndex = 0;
  say(event.target.node);
});
map.addEventListener('mouseover', event => {
  const cell = event.target.closest('.cell');
  if (cell) say(cell.node);
});
map.addEventListener('click', event => {
  const cell = event.target.closest('.cell');
  if (cell) open(cell.node.file ? cell.node.parent : cell.node, false);
});
