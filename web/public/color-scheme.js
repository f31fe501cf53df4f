// Runs before the first paint, so that nobody who chose dark sees a white flash.
{
  const saved = localStorage.getItem('funcbox-color-scheme')
  const dark = saved === 'dark' || (saved !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
}
