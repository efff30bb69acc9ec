import { useEffect, useState } from 'react'
import { changed, load, MessagesContext, preferred, type Messages } from '../shared/messages/messages'
import { Pages } from './pages'

/** The whole page, in a language that can change. */
export function App({ messages: first }: { messages: Messages }) {
  const [messages, setMessages] = useState(first)
  useEffect(() => {
    document.documentElement.lang = messages.language
  }, [messages])
  useEffect(() => {
    const change = () => void load(preferred()).then(setMessages)
    addEventListener(changed, change)
    return () => removeEventListener(changed, change)
  }, [])
  return (
    <MessagesContext value={messages}>
      <Pages />
    </MessagesContext>
  )
}
