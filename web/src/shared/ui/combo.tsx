import { Button } from 'react-aria-components/Button'
import { ComboBox } from 'react-aria-components/ComboBox'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Text } from 'react-aria-components/Text'
import './touch'
import './aria.css'

interface Props {
  label: string
  hint?: string
  name?: string
  options: readonly { id: string; text: string }[]
  /** Id of what is chosen. */
  value?: string
  defaultValue?: string
  onChange?: (id: string) => void
}

/** One of many to choose from, found by typing a part of it. */
export function Combo({ label, hint, name, options, value, defaultValue, onChange }: Props) {
  return (
    <ComboBox
      className="field combo"
      defaultItems={options}
      menuTrigger="focus"
      {...(name !== undefined && { name, formValue: 'key' as const })}
      {...(value !== undefined && { value })}
      {...(defaultValue !== undefined && { defaultValue })}
      onChange={(key) => {
        if (key !== null) onChange?.(String(key))
      }}
    >
      <Label>{label}</Label>
      <div className="combo-box">
        <Input />
        <Button>
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="combo-list">
        <ListBox<{ id: string; text: string }>>{(option) => <ListBoxItem className="combo-option">{option.text}</ListBoxItem>}</ListBox>
      </Popover>
    </ComboBox>
  )
}
