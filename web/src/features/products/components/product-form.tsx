import { useId, useState } from 'react'
import * as v from 'valibot'
import { useLocation } from 'wouter'
import type { Schema } from '../../../shared/api/http'
import type { Product } from '../../../shared/api/requests/list-products'
import { moneyText } from '../../../shared/format/money'
import { useSay, type Key } from '../../../shared/messages/messages'
import { entered } from '../../../shared/ui/entered'
import { Check, Choice, Field } from '../../../shared/ui/field'
import { Trouble } from '../../../shared/ui/state'
import { typedMoney } from '../../../shared/ui/typed'
import { weightIn, type WeightEntered } from '../weight'
import { useArchiveProduct } from '../api/archive-product'
import { useSaveProduct } from '../api/save-product'

const count = (most: number) =>
  v.pipe(v.string(), v.trim(), v.regex(/^\d*$/, 'form.count' satisfies Key), v.transform((s) => (s === '' ? null : Number(s))), v.nullable(v.pipe(v.number(), v.maxValue(most, 'form.tooMuch' satisfies Key))))

const schema = (currency: string, weight: WeightEntered) =>
  v.object({
    name: v.pipe(v.string(), v.trim(), v.minLength(1, 'form.name' satisfies Key), v.maxLength(100, 'form.name')),
    category: v.pipe(v.string(), v.trim(), v.maxLength(50)),
    price: typedMoney(currency),
    unitCost: typedMoney(currency),
    salvage: typedMoney(currency),
    packSize: v.pipe(count(10_000), v.transform((n) => n ?? 1)),
    floor: count(1_000_000),
    ceiling: count(1_000_000),
    dailyLimit: count(1_000_000),
    crateSize: v.pipe(count(10_000), v.transform((n) => n || null)),
    weightGrams: weight,
    storage: v.picklist(['ambient', 'chilled', 'frozen']),
    carryOver: v.pipe(v.optional(v.string()), v.transform((on) => on !== undefined)),
    core: v.pipe(v.optional(v.string()), v.transform((on) => on !== undefined)),
  })

export function ProductForm({ product, vendor, categories }: { product: Product | undefined; vendor: Schema['Vendor']; categories: string[] }) {
  const say = useSay()
  const known = useId()
  const [, go] = useLocation()
  const [wrong, setWrong] = useState<Partial<Record<string, Key>>>({})
  const save = useSaveProduct(product?.id)
  const text = (name: string) => (wrong[name] ? say(wrong[name]) : undefined)
  const p = product
  const { currency } = vendor
  const weight = weightIn(vendor.units)
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        const read = entered(schema(currency, weight.entered), e.currentTarget)
        setWrong(read.wrong)
        if (read.value) save.mutate({ ...read.value, ...(p?.archived && { archived: false }) }, { onSuccess: () => go('/products') })
      }}
    >
      <Field label={say('form.nameLabel')} name="name" defaultValue={p?.name} maxLength={100} wrong={text('name')} />
      <Field label={say('products.category')} name="category" defaultValue={p?.category} maxLength={50} list={known} />
      <datalist id={known}>
        {categories.map((c) => (
          <option key={c} value={c} />
        ))}
      </datalist>
      <div className="two">
        <Field label={say('products.price', { currency })} name="price" inputMode="decimal" defaultValue={moneyText(p?.price, currency)} wrong={text('price')} />
        <Field label={say('products.cost', { currency })} hint={say('products.costHint')} name="unitCost" inputMode="decimal" defaultValue={moneyText(p?.unitCost, currency)} wrong={text('unitCost')} />
        <Field label={say('products.pack')} hint={say('products.packHint')} name="packSize" inputMode="numeric" defaultValue={p?.packSize ?? 1} wrong={text('packSize')} />
        <Field label={say('products.salvage', { currency })} hint={say('products.salvageHint')} name="salvage" inputMode="decimal" defaultValue={moneyText(p?.salvage, currency)} wrong={text('salvage')} />
        <Field label={say('products.floor')} name="floor" inputMode="numeric" defaultValue={p?.floor} wrong={text('floor')} />
        <Field label={say('products.ceiling')} name="ceiling" inputMode="numeric" defaultValue={p?.ceiling} wrong={text('ceiling')} />
        <Field label={say('products.daily')} hint={say('products.dailyHint')} name="dailyLimit" inputMode="numeric" defaultValue={p?.dailyLimit} wrong={text('dailyLimit')} />
        <Field label={say('products.crate')} hint={say('products.crateHint')} name="crateSize" inputMode="numeric" defaultValue={p?.crateSize} wrong={text('crateSize')} />
        <Field label={say(weight.label)} name="weightGrams" inputMode="decimal" defaultValue={weight.text(p?.weightGrams)} wrong={text('weightGrams')} />
        <Choice label={say('products.storage')} name="storage" defaultValue={p?.storage ?? 'ambient'}>
          {(['ambient', 'chilled', 'frozen'] as const).map((s) => (
            <option key={s} value={s}>
              {say(`products.${s}`)}
            </option>
          ))}
        </Choice>
      </div>
      <Check label={say('products.carryOver')} name="carryOver" defaultChecked={p?.carryOver} />
      <Check label={say('products.core')} name="core" defaultChecked={p?.core} />
      {save.error && <Trouble error={save.error} />}
      <button className="button main" disabled={save.isPending}>
        {say(save.isPending ? 'state.sending' : p?.archived ? 'products.unarchive' : 'state.save')}
      </button>
      {p && !p.archived && <Archive id={p.id} />}
    </form>
  )
}

function Archive({ id }: { id: string }) {
  const say = useSay()
  const [, go] = useLocation()
  const archive = useArchiveProduct(id)
  return (
    <>
      <button type="button" className="button" disabled={archive.isPending} onClick={() => archive.mutate(undefined, { onSuccess: () => go('/products') })}>
        {say('products.archive')}
      </button>
      {archive.error && <Trouble error={archive.error} />}
    </>
  )
}
