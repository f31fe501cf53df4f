import { Component, type ReactNode } from 'react'
import { ErrorState } from '../components/states.tsx'

interface State {
  readonly error: Error | null
}

/** Keeps the frame when a page fails, and offers to load it again. */
export class RouteBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <section className="card">
        <ErrorState error={error} retry={() => location.reload()} />
      </section>
    )
  }
}
