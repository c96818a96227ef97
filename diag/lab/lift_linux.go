package lab

import "github.com/google/nftables"

// Lift takes a node's rules away, and leaves it its own address for what leaves.
func (w *World) Lift(n Node) error {
	return w.nodes[n].do(func() error {
		conn, err := nftables.New()
		if err != nil {
			return err
		}
		t := &nftables.Table{Family: nftables.TableFamilyINet, Name: "lab"}
		for _, name := range []string{"arrive", "through"} {
			conn.FlushChain(&nftables.Chain{Name: name, Table: t})
		}
		return conn.Flush()
	})
}
