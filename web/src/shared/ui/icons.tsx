const paths = {
  basket: 'M4 10h16l-1.6 9H5.6L4 10Zm4 0 3-6m5 6-3-6M9.5 13.5v2.5m5-2.5v2.5',
  stall: 'M4 9h16M5 4h14l1 5a2.6 2.6 0 0 1-5.3 0 2.6 2.6 0 0 1-5.4 0A2.6 2.6 0 0 1 4 9l1-5Zm1 8v8m12-8v8M4 15h16',
  check: 'M9 4h6v3H9V4ZM9 5.5H5.5V21h13V5.5H15M8.5 14l2.5 2.5 4.5-5',
  more: 'M5 6.5h14M5 12h14M5 17.5h14',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-6v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  flag: 'M6 21V4m0 0h12l-3 4 3 4H6',
  book: 'M5 4h6a2 2 0 0 1 1 1 2 2 0 0 1 1-1h6v15h-6l-1 1-1-1H5V4Zm7 1v15',
  alert: 'M12 4 2.5 20h19L12 4Zm0 6v5m0 2.3v.2',
  send: 'M4 12 20 4l-6 16-3-7-7-1Z',
  pencil: 'M5 19h3L19 8l-3-3L5 16v3Z',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7v-7Z',
  share: 'M12 15V3m0 0L8 7m4-4 4 4M5 12v9h14v-9',
  plus: 'M12 5v14M5 12h14',
  cloud: 'M3 3l18 18M8 7.5A5.5 5.5 0 0 1 17 11a4 4 0 0 1 2.5 6.6M6 9.5A4.2 4.2 0 0 0 6.500 18H15',
} as const

export type IconName = keyof typeof paths

/** A drawing beside words; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
