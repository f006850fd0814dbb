// SPDX-License-Identifier: GPL-2.0-only
// Tables are sorted and filtered, and all is open on paper; without it all can be read.
'use strict';

function text(row, column) {
	const cell = row.cells[column];
	return cell ? cell.textContent.trim() : '';
}

// Figures by value and before words, what is missing last.
function compare(a, b) {
	const [x, y] = [a, b].map((s) => parseFloat(s.replace('−', '-')));
	if (!isNaN(x) && !isNaN(y) && x !== y) return x - y;
	if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
	return a.localeCompare(b);
}

function sort(heading) {
	const table = heading.closest('table'), body = table.tBodies[0];
	const down = heading.getAttribute('aria-sort') === 'ascending';
	for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
	heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
	const rows = [...body.rows].map((row) => [text(row, heading.cellIndex), row]);
	rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
	for (const [, row] of rows) body.append(row);
}

function filter(words) {
	const wanted = words.toLowerCase().split(/\s+/);
	for (const row of document.querySelectorAll('tbody > tr')) {
		const all = row.textContent.toLowerCase();
		row.hidden = !wanted.every((word) => all.includes(word));
	}
	for (const table of document.querySelectorAll('div.wide:has(tbody)'))
		table.hidden = !table.querySelector('tbody > tr:not([hidden])');
}

for (const heading of document.querySelectorAll('thead th')) {
	const { tBodies } = heading.closest('table');
	if (tBodies.length > 1 || tBodies[0].rows.length < 3) continue;
	const button = document.createElement('button');
	button.append(...heading.childNodes);
	button.addEventListener('click', () => sort(heading));
	heading.append(button);
}
if (document.querySelectorAll('tbody > tr').length > 20) {
	const label = document.createElement('label'), input = document.createElement('input');
	label.className = 'filter';
	input.type = 'search';
	input.addEventListener('input', () => filter(input.value));
	label.append('Rows with ', input);
	const before = document.querySelector('main nav') || document.querySelector('h1');
	before.after(label);
}
addEventListener('beforeprint', () => {
	for (const fold of document.querySelectorAll('details')) fold.open = true;
});
