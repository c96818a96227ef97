package host

import "context"

// securityProducts asks for the system extensions, which is where filters and agents have lived since macOS 10.15. It
// needs no rights. (sfltool, which knows more, would ask the person for a password.)
func securityProducts(ctx context.Context) ([]Product, error) {
	text, err := output(ctx, "/usr/bin/systemextensionsctl", "list")
	if err != nil {
		return nil, err
	}
	return parseExtensions(text), nil
}
