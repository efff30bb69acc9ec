import { useQuery } from '@tanstack/react-query'
import { productsQuery } from '../../shared/api/requests/list-products'
import { vendorQuery } from '../../shared/api/requests/get-vendor'
import { useSay } from '../../shared/messages/messages'
import { Fresh } from '../../shared/ui/fresh'
import { Loaded } from '../../shared/ui/state'
import { Title } from '../../shared/ui/title'
import { ProductForm } from './components/product-form'

/** One product, or a new one. */
export default function ProductPage({ params }: { params: Record<string, string | undefined> }) {
  const say = useSay()
  const vendor = useQuery(vendorQuery)
  return (
    <Fresh of={productsQuery}>
      {(all) => {
        const product = all.find((p) => p.id === params.product)
        const categories = [...new Set(all.map((p) => p.category).filter(Boolean))].sort()
        return (
          <div className="stack">
            <Title over={say('products.title')}>{product?.name ?? say('products.add')}</Title>
            {product?.hints.map((hint) => (
              <p key={hint} className="note small">
                {hint}
              </p>
            ))}
            <Loaded query={vendor}>{(v) => <ProductForm key={product?.id} product={product} vendor={v} categories={categories} />}</Loaded>
          </div>
        )
      }}
    </Fresh>
  )
}
