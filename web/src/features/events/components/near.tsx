import type { Venue } from '../../../shared/api/requests/list-venues'
import { useSay } from '../../../shared/messages/messages'
import { Choice } from '../../../shared/ui/field'

/** Which market something is near; all of them unless one is chosen. */
export function Near({ venues, label }: { venues: Venue[]; label: string }) {
  const say = useSay()
  return (
    <Choice label={label} name="venue">
      <option value="">{say('events.everywhere')}</option>
      {venues
        .filter((n) => !n.archived)
        .map((n) => (
          <option key={n.id} value={n.id}>
            {n.name}
          </option>
        ))}
    </Choice>
  )
}
