// The graph of a chain: dagre lays it out left to right, xyflow draws it; cards are links, edges carry their amount.
import { graphlib, layout } from '@dagrejs/dagre';
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps, type ReactFlowInstance } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo, type ReactNode } from 'react';
import type { Chain, ChainNode } from '../api/types';
import { useDark } from '../app/theme';
import { useGo } from '../app/url';
import { t, type Word } from '../i18n';
import { stamp } from '../lib/days';
import { isNegative, money } from '../lib/figures';
import { StateTag } from '../ui/bits';
import { A } from '../ui/link';
import { type Booked, bookedText, redsOf, unsigned, worth } from './chain-body';

type Card = Node<{ readonly doc: ChainNode; readonly here: boolean; readonly red: boolean; readonly booked: Booked[string] | undefined }, 'card'>;
/** Narrow enough that the usual five steps stand side by side at full size. */
const [WIDTH, HEIGHT] = [198, 124];
/** Below this a card cannot be read: rather look at a part of the chain and drag. */
const READABLE = 0.8;
const NODE_TYPES = { card: CardView };

function place(chain: Chain, here: string | null, booked: Booked): { readonly nodes: Card[]; readonly edges: Edge[]; readonly height: number } {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 20, ranksep: 72, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const n of chain.nodes) graph.setNode(n.id, { width: WIDTH, height: HEIGHT });
  for (const e of chain.edges) graph.setEdge(e.from, e.to);
  layout(graph);
  const reds = redsOf(chain);
  return {
    height: (graph.graph() as { height?: number }).height ?? 0,
    nodes: chain.nodes.map((doc) => {
      const spot = graph.node(doc.id) as { x: number; y: number };
      return {
        id: doc.id,
        type: 'card',
        position: { x: spot.x - WIDTH / 2, y: spot.y - HEIGHT / 2 },
        width: WIDTH,
        height: HEIGHT,
        data: { doc, here: doc.id === here, red: reds.has(doc.id), booked: booked[doc.id] },
        draggable: false,
        connectable: false,
        ariaLabel: `${doc.zh} ${doc.number ?? ''}`,
      };
    }),
    edges: chain.edges.map((e, i) => ({
      id: `${e.from}${e.to}${i}`,
      source: e.from,
      target: e.to,
      type: 'smoothstep',
      className: `hc-edge-${e.kind ?? 'pulled'}`,
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
      ...(e.amount || e.kind === 'reversed' ? { label: e.kind === 'reversed' ? t('edge.reversed' as Word) : money(e.amount) } : {}),
    })),
  };
}

const NONE: Booked = {};
export function ChainGraph({ chain, here, booked = NONE }: { readonly chain: Chain; readonly here: string | null; readonly booked?: Booked }): ReactNode {
  const dark = useDark();
  const go = useGo();
  const { nodes, edges, height } = useMemo(() => place(chain, here, booked), [chain, here, booked]);
  return (
    <ReactFlow
      style={{ minHeight: Math.min(560, Math.max(190, height + 64)) }}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      colorMode={dark ? 'dark' : 'light'}
      fitView
      fitViewOptions={{ padding: { top: '10px', bottom: '46px', left: '16px', right: '16px' }, maxZoom: 1.1, minZoom: READABLE }}
      onInit={(flow) => lookAt(flow, nodes, here)}
      minZoom={0.2}
      maxZoom={1.6}
      nodesConnectable={false}
      elementsSelectable
      edgesFocusable={false}
      proOptions={{ hideAttribution: true }}
      onNodeDoubleClick={(_, node) => go(`/documents/${(node as Card).data.doc.type}/${node.id}`)}
      ariaLabelConfig={{
        'controls.zoomIn.ariaLabel': t('zoomIn'),
        'controls.zoomOut.ariaLabel': t('zoomOut'),
        'controls.fitView.ariaLabel': t('fitView'),
        'controls.ariaLabel': t('graphControls'),
        'node.a11yDescription.default': t('nodeSpoken'),
        'edge.a11yDescription.default': t('edgeSpoken'),
      }}
    >
      <Background gap={20} size={1} />
      <Controls showInteractive={false} orientation="horizontal" />
    </ReactFlow>
  );
}

/** A chain too wide to be read at once opens where one came from. */
function lookAt(flow: ReactFlowInstance<Card, Edge>, nodes: readonly Card[], here: string | null): void {
  const node = nodes.find((n) => n.id === here);
  const fits = flow.getZoom() > READABLE + 0.001;
  if (node && !fits) void flow.setCenter(node.position.x + WIDTH / 2, node.position.y + HEIGHT / 2, { zoom: READABLE });
}

function CardView({ data: { doc: n, here, red, booked } }: NodeProps<Card>): ReactNode {
  return (
    <div className={`hc-chain-card hc-chain-${n.state}${here || booked ? ' hc-chain-here' : ''}`}>
      <Handle type="target" position={Position.Left} />
      <header>
        <span>{n.zh}</span>
        <StateTag state={n.state} />
      </header>
      <A href={`/documents/${n.type}/${n.id}`}>
        {n.number ?? t('noNumber')}
        {red && <i>{t('redShort')}</i>}
      </A>
      <p>
        {worth(n) ? <strong className={isNegative(n.total) ? 'hc-negative' : ''}>¥{money(n.total)}</strong> : <span />}
        <span>{n.day}</span>
      </p>
      <small>
        {n.maker ?? '—'} → {unsigned(n) ? <em>{t('notSigned')}</em> : `${n.approver ?? '—'} ✓ ${stamp(n.approvedAt).slice(5)}`}
      </small>
      <footer>
        {booked && <span className="hc-booked">{bookedText(booked)}</span>}
        {n.vouchers?.slice(0, 3).map((v) => (
          <A key={v.id} className="hc-link" href={`/vouchers/${v.id}`}>
            {v.number}
          </A>
        ))}
      </footer>
      <Handle type="source" position={Position.Right} />
    </div>
  );
}
