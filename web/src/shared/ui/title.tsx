import { useEffect, type ReactNode } from 'react'

/** The heading of a page; it names the tab, too. */
export function Title({ over, children }: { over?: ReactNode; children: string }) {
  useEffect(() => {
    document.title = `${children} · MarketPrep`
  }, [children])
  return (
    <header className="tight">
      {over && <p className="over">{over}</p>}
      <h1>{children}</h1>
    </header>
  )
}
