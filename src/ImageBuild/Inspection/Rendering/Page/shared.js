// What the other scripts share: the document, words, sizes, elements. All scripts of this folder become one, in the order InspectionPage gives.
const inspection = JSON.parse(document.getElementById('inspection').textContent);
const kinds = {
  'base-os': 'base OS', 'framework': 'framework', 'packages': 'packages', 'project-references': 'project references',
  'static-web-assets': 'static web assets', 'app': 'application', 'configuration': 'configuration', 'unknown': 'other layers',
};
const types = { nuget: 'NuGet', framework: 'framework', project: 'project', deb: 'Debian', apk: 'Alpine' };
const byId = id => document.getElementById(id);

// Names in an image come from anybody: they only ever become text, never markup.
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') made.className = value;
    else if (name === 'click') made.addEventListener('click', value);
    else if (name.startsWith('--')) made.style.setProperty(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

function size(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

const percent = share => `${(share * 100).toFixed(1)} %`;
const colour = kind => `var(--${kind in kinds ? kind : 'unknown'})`;
const kindOf = layer => layer.kind ?? 'unknown';
const title = pack => `${pack.name} ${pack.version}`.trim();
const total = list => list.reduce((sum, item) => sum + item.size, 0);
