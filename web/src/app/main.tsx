import '@fontsource/barlow-condensed/latin-600.css'
import '../shared/ui/base.css'
import '../shared/ui/parts.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { load, preferred } from '../shared/messages/messages'
import { openOutbox } from '../shared/offline/outbox'
import { makeQueries, recall } from '../shared/offline/queries'
import { App } from './app'
import { goAhead } from './ahead'
import { install } from './install'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')

const queries = makeQueries()
goAhead(queries)
const [messages] = await Promise.all([load(preferred()), recall(queries)])
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App messages={messages} />
    </QueryClientProvider>
  </StrictMode>,
)
startDelivery()
void openOutbox()
install()

/** What waits is sent once the page stands: nobody waits for that, and a part that did not arrive is asked for again. */
function startDelivery() {
  import('../shared/offline/deliver').then(
    ({ deliver }) => deliver(queries),
    () => setTimeout(startDelivery, 15_000),
  )
}
