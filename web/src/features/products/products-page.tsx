import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useCurrency } from '../../shared/api/requests/get-vendor'
import { productsQuery, type Product } from '../../shared/api/requests/list-products'
import { useFormats } from '../../shared/format/format'
import { useSay } from '../../shared/messages/messages'
import { Empty, Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'

/** What the vendor sells, and what is not known of it yet. */
export default function ProductsPage() {
  const say = useSay()
  const products = useQuery(productsQuery)
  return (
    <div className="stack">
      <Title>{say('products.title')}</Title>
      <p className="soft">{say('products.hint')}</p>
      <Link className="button main" href="/products/new">
        {say('products.add')}
      </Link>
      <Loaded query={products}>
        {(all) => {
          const sold = all.filter((p) => !p.archived && !p.sameAs)
          const gone = all.filter((p) => p.archived)
          if (all.length === 0) {
            return (
              <Empty icon="basket" title={say('products.emptyTitle')} action={<Link href="/start">{say('start.title')}</Link>}>
                {say('products.emptyHint')}
              </Empty>
            )
          }
          return (
            <>
              <Lines products={sold} />
              {gone.length > 0 && (
                <details>
                  <summary className="button">{say('products.archived', { n: gone.length })}</summary>
                  <Lines products={gone} />
                </details>
              )}
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

function Lines({ products }: { products: Product[] }) {
  const say = useSay()
  const { money } = useFormats()
  const currency = useCurrency()
  return (
    <ul className="list">
      {products.map((p) => (
        <li key={p.id}>
          <Link className="line" href={`/products/${p.id}`}>
            <span>
              <strong>{p.name}</strong>
              <span className="soft small">
                {p.category} {p.packSize > 1 && `· ${say('products.packs', { n: p.packSize })}`}
              </span>
            </span>
            <span className="row">
              {p.unitCost === undefined && <span className="chip warn">{say('products.noCost')}</span>}
              <span className="num">{p.price === undefined ? '–' : money(p.price, currency, true)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
