import { choose, languageNames, languages, useMessages } from '../../shared/messages/messages'

/** The other languages, for who cannot read this one. */
export function Language() {
  const { language } = useMessages()
  return (
    <div className="row">
      {languages
        .filter((l) => l !== language)
        .map((l) => (
          <button key={l} type="button" className="button quiet" lang={l} onClick={() => choose(l)}>
            {languageNames[l]}
          </button>
        ))}
    </div>
  )
}
