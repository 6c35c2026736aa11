// What the server says exists: documents, records, views, who I am. Every screen is drawn from it.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { get } from '../api/client';
import type { DocMeta, Field, Meta, RecordMeta, ViewMeta } from '../api/types';

export const metaQuery = queryOptions({ queryKey: ['meta'], queryFn: ({ signal }) => get<Meta>('/api/meta', {}, signal), staleTime: 5 * 60_000, retry: false });
export const useMetaQuery = () => useQuery(metaQuery);

const MetaContext = createContext<Meta | null>(null);
export const MetaProvider = MetaContext.Provider;

export function useMeta(): Meta {
  const meta = useContext(MetaContext);
  if (!meta) throw new Error('meta is read outside the shell');
  return meta;
}
export const documentOf = (meta: Meta, type: string): DocMeta | undefined => meta.documents.find((d) => d.type === type);
export const recordOf = (meta: Meta, type: string): RecordMeta | undefined => meta.records.find((r) => r.type === type);
export const viewOf = (meta: Meta, name: string): ViewMeta | undefined => meta.views.find((v) => v.name === name);
export const fieldOf = (fields: readonly Field[], name: string): Field | undefined => fields.find((f) => f.name === name);
export const moduleOf = (meta: Meta, name: string) => meta.modules.find((m) => m.documents.includes(name) || m.records.includes(name) || m.views.includes(name));
/** Rights are patterns: "*", "purchase-order.*", "*.view", or named ones. */
export const holds = (meta: Meta, right: string): boolean => meta.person.rights.some((p) => p === '*' || p === right);
/** Documents that can be made from this type by pulling its lines. */
export const followersOf = (meta: Meta, type: string): readonly DocMeta[] => meta.documents.filter((d) => d.may.edit && d.sources.some((s) => s.type === type));
