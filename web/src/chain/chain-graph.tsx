// The graph of a chain: dagre lays it out left to right, xyflow draws it; cards are links, edges carry their amount.
import { graphlib, layout } from '@dagrejs/dagre';
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
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

type Card = Node<{ readonly doc: ChainNode; readonly here: boolean }, 'card'>;
const [WIDTH, HEIGHT] = [232, 122];
const NODE_TYPES = { card: CardView };

function place(chain: Chain, here: string): { readonly nodes: Card[]; readonly edges: Edge[]; readonly height: number } {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 88, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const n of chain.nodes) graph.setNode(n.id, { width: WIDTH, height: HEIGHT });
  for (const e of chain.edges) graph.setEdge(e.from, e.to);
  layout(graph);
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
        data: { doc, here: doc.id === here },
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

export function ChainGraph({ chain, here }: { readonly chain: Chain; readonly here: string }): ReactNode {
  const dark = useDark();
  const go = useGo();
  const { nodes, edges, height } = useMemo(() => place(chain, here), [chain, here]);
  return (
    <ReactFlow
      style={{ minHeight: Math.min(560, Math.max(200, height * 1.1 + 56)) }}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      colorMode={dark ? 'dark' : 'light'}
      fitView
      fitViewOptions={{ padding: 0.08, maxZoom: 1.15 }}
      minZoom={0.15}
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
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

function CardView({ data: { doc: n, here } }: NodeProps<Card>): ReactNode {
  return (
    <div className={`hc-chain-card hc-chain-${n.state}${here ? ' hc-chain-here' : ''}`}>
      <Handle type="target" position={Position.Left} />
      <header>
        <span>{n.zh}</span>
        <StateTag state={n.state} />
      </header>
      <A href={`/documents/${n.type}/${n.id}`}>{n.number ?? t('noNumber')}</A>
      <p>
        {n.total === null ? <span /> : <strong className={isNegative(n.total) ? 'hc-negative' : ''}>¥{money(n.total)}</strong>}
        <span>{n.day}</span>
      </p>
      <small>
        {n.maker ?? '—'} → {n.approver ? `${n.approver} ✓ ${stamp(n.approvedAt).slice(5)}` : <em>{t('notSigned')}</em>}
      </small>
      <footer>
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
