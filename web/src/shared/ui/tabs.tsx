import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as Aria } from 'react-aria-components/Tabs'
import './touch'
import './aria.css'

interface Props {
  label: string
  tabs: readonly { id: string; title: string; content: ReactNode }[]
  selected: string
  onSelect: (id: string) => void
}

/** Several views of one thing, of which one shows. */
export function Tabs({ label, tabs, selected, onSelect }: Props) {
  return (
    <Aria selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList className="tab-list" aria-label={label}>
        {tabs.map((t) => (
          <Tab key={t.id} id={t.id}>
            {t.title}
          </Tab>
        ))}
      </TabList>
      {tabs.map((t) => (
        <TabPanel key={t.id} id={t.id} className="tab-panel stack">
          {t.content}
        </TabPanel>
      ))}
    </Aria>
  )
}
