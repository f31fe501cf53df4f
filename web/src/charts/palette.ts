/** Colours of series, distinguishable for people with any colour vision (after Okabe and Ito), on light and dark. */
const LIGHT = [
  '#3f5fd8',
  '#d9730d',
  '#0b8a6a',
  '#b3367e',
  '#8a6d00',
  '#1485b8',
  '#7a4fc9',
  '#c92a2a',
  '#4f7a28',
  '#6b7280',
]
const DARK = [
  '#8aa4f8',
  '#f0a35e',
  '#4dc9a3',
  '#ea86bd',
  '#d8b94a',
  '#5cbfea',
  '#b49af0',
  '#ff8787',
  '#9ccc6c',
  '#a8b0be',
]

export function seriesColor(index: number, dark: boolean): string {
  const palette = dark ? DARK : LIGHT
  return palette[index % palette.length] ?? '#888'
}

export function chartInk(dark: boolean) {
  return dark
    ? { text: '#9aa3b3', line: '#2b303a', card: '#20242c', strong: '#d5d9e2' }
    : { text: '#5b6472', line: '#e8eaee', card: '#ffffff', strong: '#1a1d24' }
}
