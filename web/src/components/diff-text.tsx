import classes from './diff-text.module.css'

/** A unified diff: what goes and what comes, by sign and colour. */
export function DiffText({ diff, label }: { readonly diff: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.diff} aria-label={label} tabIndex={0}>
      <pre className={classes.lines}>
        {diff.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text
          <span key={index} className={classes[kindOf(line)]}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </section>
  )
}

function kindOf(line: string): 'added' | 'removed' | 'place' | 'same' {
  if (line.startsWith('@@') || line.startsWith('---') || line.startsWith('+++')) return 'place'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : 'same'
}
