// The tables below the map.
const shownFiles = 100;
const shownLicences = 4;

/** Columns: { name, value(row) → text or element, sort(row) → number or text, class }. */
function table(id, columns, rows, sorted) {
  const compare = (a, b) => {
    const [left, right] = [columns[sorted.column].sort(a), columns[sorted.column].sort(b)];
    return (typeof left === 'number' ? left - right : left.localeCompare(right)) * (sorted.down ? -1 : 1);
  };
  const head = columns.map((column, index) => element('th', {
    scope: 'col', class: column.class ?? '', ...(column.sort ? { 'aria-sort': index !== sorted.column ? 'none' : sorted.down ? 'descending' : 'ascending' } : {}),
  }, column.sort
    ? element('button', {
      type: 'button', click: () => {
        table(id, columns, rows, { column: index, down: index === sorted.column ? !sorted.down : column.class === 'number' });
        byId(id).querySelectorAll('th')[index].querySelector('button').focus();
      },
    }, column.name)
    : column.name));
  const body = (columns[sorted.column]?.sort ? rows.slice().sort(compare) : rows)
    .map(row => element('tr', {}, ...columns.map(column => element('td', { class: column.class ?? '' }, column.value(row)))));
  byId(id).replaceChildren(element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body));
}

function drawLayers() {
  const largest = Math.max(...image.layers.map(layer => layer.size), 1);
  table('layer-table', [
    { name: '#', class: 'number dim', value: layer => String(image.layers.indexOf(layer) + 1) },
    { name: 'Kind', class: 'word', value: layer => element('span', { class: 'chip', '--kind': colour(kindOf(layer)) }, kinds[kindOf(layer)]) },
    { name: 'Layer', class: 'wrap', value: layer => element('button', { type: 'button', click: () => show(layer) }, layer.name) },
    { name: '', class: 'bar', value: layer => element('span', { class: 'meter', '--kind': colour(kindOf(layer)), '--part': `${100 * layer.size / largest}%` }) },
    { name: 'Packed', class: 'number', value: layer => size(layer.size) },
    { name: 'Unpacked', class: 'number', value: layer => size(layer.unpackedSize) },
    { name: 'Files', class: 'number', value: layer => String(layer.fileCount) },
    ...(image.comparison ? [{ name: 'Shared', class: 'word', value: layer => layer.shared ? 'yes' : '' }] : []),
    { name: 'Digest', class: 'code', value: layer => layer.digest.slice(7, 19) },
  ], image.layers, { column: 0, down: false });
}

function show(layer) {
  const node = tree.children.find(child => child.layer === layer);
  if (!node) return;
  open(node, true);
  map.scrollIntoView({ block: 'nearest' });
}

function drawPackages() {
  const words = byId('package-filter').value.toLowerCase().split(/\s+/);
  const rows = image.packages.filter(pack => words.every(word => `${title(pack)} ${types[pack.type]} ${pack.licenses.join(' ')}`.toLowerCase().includes(word)));
  table('package-table', [
    { name: 'Package', class: 'wrap', value: pack => pack.name, sort: pack => pack.name.toLowerCase() },
    { name: 'Version', class: 'wrap', value: pack => pack.version },
    ...(image.comparison ? [{ name: `In ${image.comparison.source}`, class: 'wrap', value: other }] : []),
    { name: 'Type', class: 'word', value: pack => types[pack.type], sort: pack => types[pack.type] },
    { name: 'Licence', class: 'wrap', value: licences },
    { name: 'Layers', class: 'number dim', value: pack => pack.layers.map(index => index + 1).join(', ') },
    { name: 'Unpacked', class: 'number', value: pack => size(pack.size), sort: pack => pack.size },
  ], rows, { column: 0, down: false });
}

function other(pack) {
  if (pack.otherVersions.length === 0) return element('span', { class: 'differs' }, 'absent');
  return pack.otherVersions.includes(pack.version) ? element('span', { class: 'dim' }, 'the same') : element('span', { class: 'differs' }, pack.otherVersions.join(', '));
}

function licences(pack) {
  if (pack.licenses.length === 0) return element('span', { class: 'dim' }, 'not in the image');
  if (pack.licenses.length <= shownLicences + 1) return pack.licenses.join(', ');
  const first = pack.licenses.slice(0, shownLicences).join(', ');
  return element('details', {}, element('summary', {}, `${first} and ${pack.licenses.length - shownLicences} more`), pack.licenses.slice(shownLicences).join(', '));
}

function drawFiles() {
  const words = byId('file-filter').value.toLowerCase().split(/\s+/);
  const all = image.layers.flatMap((layer, index) => (layer.files ?? []).filter(file => file.type !== 'directory').map(file => ({ ...file, layer: index + 1 })));
  const found = all.filter(file => words.every(word => `${file.path} ${file.package ? title(file.package) : ''}`.toLowerCase().includes(word)));
  byId('file-note').textContent = found.length > shownFiles ? `The ${shownFiles} largest of ${found.length} files.` : `${found.length} of ${all.length} files.`;
  table('file-table', [
    { name: 'Path', class: 'wrap code', value: file => file.path + (file.linkTarget ? ` → ${file.linkTarget}` : '') + (file.hidden ? ' (hidden)' : '') },
    { name: 'Package', class: 'wrap', value: file => file.package ? title(file.package) : '' },
    { name: 'Mode', class: 'code', value: file => file.mode },
    { name: 'Layer', class: 'number dim', value: file => String(file.layer) },
    { name: 'Unpacked', class: 'number', value: file => size(file.size) },
  ], found.sort((a, b) => b.size - a.size).slice(0, shownFiles), { column: 0, down: false });
}
