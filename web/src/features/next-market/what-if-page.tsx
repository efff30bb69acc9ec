import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { listQuery } from '../../shared/api/requests/get-recommendations'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Loaded, Trouble } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { whatIf } from './api/what-if'
import { Outcome } from './components/outcome'
import { Questions } from './components/questions'

/** Tries other weather, a crowd, another fee or price, before the van is loaded. */
export default function WhatIfPage({ params }: { params: Record<string, string | undefined> }) {
  const { date = '', venue = '' } = params
  const say = useSay()
  const f = useFormats()
  const list = useQuery(listQuery(date, venue))
  const vendor = useQuery(vendorQuery)
  const ask = useMutation({ mutationFn: whatIf })
  return (
    <Loaded query={list}>
      {(l) => (
        <div className="stack">
          <Title over={`${f.longDay(l.date)} · ${l.venueName}`}>{say('whatIf.title')}</Title>
          <p className="soft">{say('whatIf.hint')}</p>
          <Loaded query={vendor}>
            {(v) => (
              <>
                <Questions list={l} vendor={v} asking={ask.isPending} onAsk={(body) => ask.mutate({ date, venue, body })} />
                {ask.error && <Trouble error={ask.error} />}
                {ask.data && <Outcome list={l} outcome={ask.data} currency={v.currency} />}
              </>
            )}
          </Loaded>
          <Link className="button" href={`/market/${date}/${venue}`}>
            {say('pack.back')}
          </Link>
        </div>
      )}
    </Loaded>
  )
}
