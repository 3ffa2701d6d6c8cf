// The head of the page, the configuration, and what happens first.
function drawHead() {
  byId('source').textContent = inspection.source;
  byId('digest').textContent = image.digest;
  const shared = image.comparison;
  const figures = [
    ['to pull', image.size], ['unpacked', image.unpackedSize], ['layers', image.layers.length], ['packages', image.packages.length],
    image.hiddenSize > 0 ? ['in hidden files', image.hiddenSize] : null,
    shared ? [`shared with ${shared.source}`, shared.sharedSize] : null, shared ? ['to pull on top of it', image.size - shared.sharedSize] : null,
  ].filter(figure => figure);
  byId('figures').replaceChildren(...figures.map(([name, value]) => {
    const [number, unit] = name === 'layers' || name === 'packages' ? [String(value), null] : size(value).split(' ');
    return element('div', {}, element('dt', {}, name), element('dd', {}, number, unit ? element('small', {}, unit) : null));
  }));
  const used = Object.keys(kinds).map(kind => [kind, image.layers.filter(layer => kindOf(layer) === kind)]).filter(([, layers]) => layers.length > 0);
  byId('legend').replaceChildren(
    ...used.map(([kind, layers]) => element('li', { class: 'chip', '--kind': colour(kind) }, `${kinds[kind]} ${size(layers.reduce((sum, layer) => sum + layer.unpackedSize, 0))}`)),
    ...(shared ? [element('li', { class: 'chip hatched' }, `shared with ${shared.source}`)] : []));
}

function drawSettings() {
  const pairs = [
    ['user', image.user], ['entry point', image.entrypoint.join(' ')], ['command', image.command.join(' ')], ['folder', image.workingDirectory],
    ['ports', image.ports.join(', ')], ['volumes', image.volumes.join(', ')], ['stop signal', image.stopSignal ?? ''], ['created', image.created ?? ''],
    ...image.environment.map((variable, index) => [index ? '' : 'environment', `${variable.name}=${variable.value}`]),
    ...Object.entries(image.labels).map(([name, value], index) => [index ? '' : 'labels', `${name}=${value}`]),
    ...Object.entries(image.annotations).map(([name, value], index) => [index ? '' : 'annotations', `${name}=${value}`]),
    ...image.notes.map(note => ['note', note]),
  ].filter(([, value]) => value);
  byId('setting-list').replaceChildren(...pairs.flatMap(([name, value]) => [element('dt', {}, name), element('dd', { class: 'mono' }, value)]));
}

function choose(index) {
  image = inspection.images[index];
  tree = treeOf(image);
  place = tree;
  drawHead();
  draw();
  byId('status').textContent = 'The area is the unpacked size. Click to look closer, or walk with the arrow keys.';
  drawLayers();
  drawPackages();
  drawFiles();
  drawSettings();
}

const platforms = byId('platform');
platforms.append(...inspection.images.map((one, index) => element('option', { value: index }, one.platform)));
platforms.disabled = inspection.images.length < 2;
platforms.addEventListener('change', () => choose(Number(platforms.value)));
byId('package-filter').addEventListener('input', drawPackages);
byId('file-filter').addEventListener('input', drawFiles);
choose(0);

let drawn = `${map.clientWidth} ${map.clientHeight}`;
new ResizeObserver(() => {
  const now = `${map.clientWidth} ${map.clientHeight}`;
  if (now === drawn) return;
  drawn = now;
  draw();
}).observe(map);
