import { Component, type ReactNode } from 'react'
import { MessagesContext } from '../messages/messages'
import { Trouble } from './state'

/** Keeps a page that breaks from taking the others with it. */
export class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  static override contextType = MessagesContext
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Trouble error={this.state.error} retry={() => location.reload()} />
  }
}
