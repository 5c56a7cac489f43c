import "nacre/local/worker";
