import { useId, type ComponentProps, type ReactElement, type ReactNode } from 'react'

interface Shared {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with what was entered. */
  wrong?: string | undefined
}

/** A label, what is entered, a hint and what is wrong with it, as screen readers need them. */
function Frame({ id, label, hint, wrong, children }: Shared & { id: string; children: ReactElement }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong && (
        <span className="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  )
}

function described(id: string, hint: ReactNode, wrong: string | undefined) {
  const by = [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ')
  return { id, 'aria-invalid': wrong ? true : undefined, 'aria-describedby': by || undefined }
}

export function Field({ label, hint, wrong, ...input }: Shared & ComponentProps<'input'>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} wrong={wrong}>
      <input {...input} {...described(id, hint, wrong)} />
    </Frame>
  )
}

export function Area({ label, hint, wrong, ...input }: Shared & ComponentProps<'textarea'>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} wrong={wrong}>
      <textarea {...input} {...described(id, hint, wrong)} />
    </Frame>
  )
}

export function Choice({ label, hint, wrong, children, ...input }: Shared & ComponentProps<'select'>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} wrong={wrong}>
      <select {...input} {...described(id, hint, wrong)}>
        {children}
      </select>
    </Frame>
  )
}

export function Check({ label, ...input }: { label: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className="check">
      <input type="checkbox" {...input} /> <span>{label}</span>
    </label>
  )
}

/** What was entered in a form's field of that name. */
export function textIn(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value : ''
}
