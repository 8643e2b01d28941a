/* SPDX-License-Identifier: BSD-2-Clause */
/* sysctl, sbuf and devfs. */
#include "bsd_private.h"

static struct {
	const void *of;
	const char *name;
	bsd_sysctl_t *handler;
	void	*arg1;
	intmax_t arg2;
} leaf[512];
static int leaves;
static struct cdevsw *node;

void
bsd_sysctl(const void *of, const char *name, bsd_sysctl_t *handler,
    void *arg1, intmax_t arg2)
{
	require(leaves < (int)nitems(leaf));
	leaf[leaves].of = of;
	leaf[leaves].name = name;
	leaf[leaves].handler = handler;
	leaf[leaves].arg1 = arg1;
	leaf[leaves++].arg2 = arg2;
}

void
bsd_forget_sysctls(const void *of)
{
	int kept = 0;

	for (int i = 0; i < leaves; i++)
		if (leaf[i].of != of)
			leaf[kept++] = leaf[i];
	leaves = kept;
}

const char *
bsd_read_sysctl(const char *name, device_t dev)
{
	static struct sysctl_req req;

	req.text[0] = '\0';
	for (int i = 0; i < leaves; i++)
		if (leaf[i].of == dev && strcmp(leaf[i].name, name) == 0)
			require(leaf[i].handler(NULL, leaf[i].arg1,
			    leaf[i].arg2, &req) == 0);
	return (req.text);
}

int
sysctl_handle_string(struct sysctl_oid *oid, char *text, size_t n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%s", text);
	return (0);
}

int
sysctl_handle_int(struct sysctl_oid *oid, int *number, int n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%d", *number);
	return (0);
}

int
sysctl_handle_64(struct sysctl_oid *oid, uint64_t *number, int n,
    struct sysctl_req *req)
{
	(void)oid;
	(void)n;
	snprintf(req->text, sizeof(req->text), "%ju", (uintmax_t)*number);
	return (0);
}

struct sbuf *
sbuf_new_auto(void)
{
	struct sbuf *const sb = bsd_malloc(sizeof(*sb));

	sb->file = open_memstream(&sb->text, &sb->length);
	return (sb);
}

int
sbuf_printf(struct sbuf *sb, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(sb->file, format, arguments);
	va_end(arguments);
	return (0);
}

int sbuf_finish(struct sbuf *sb) { return (fclose(sb->file)); }
char *sbuf_data(struct sbuf *sb) { return (sb->text); }
ssize_t sbuf_len(struct sbuf *sb) { return ((ssize_t)sb->length); }

void
sbuf_delete(struct sbuf *sb)
{
	free(sb->text);
	bsd_free(sb);
}

int
make_dev_s(struct make_dev_args *args, struct cdev **cdev, const char *name)
{
	require(strcmp(name, "pptctl") == 0 && args->mda_mode == 0600);
	node = args->mda_devsw;
	*cdev = (struct cdev *)node;
	return (0);
}

void
destroy_dev(struct cdev *cdev)
{
	require((struct cdevsw *)cdev == node);
	node = NULL;
}

int
priv_check(struct thread *td, int priv)
{
	return (priv == PRIV_DRIVER && td->priv ? 0 : EPERM);
}

int
bsd_ioctl(u_long request, void *data, bool root)
{
	struct thread td = { root };

	return (node->d_ioctl(NULL, request, data, 0, &td));
}
