// SPDX-License-Identifier: GPL-2.0-only
/* The module: one device, three calls.  bench/abi.h says what they mean. */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/irqflags.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/extable_fixup_types.h>
#include <asm/tsc.h>

#include "abi.h"
#include "bench.h"
#include "privbench.h"
#include "ring0.h"

/* engine.inc writes Linux's exception table by number. */
static_assert(EX_TYPE_DEFAULT == 1 && EX_TYPE_FAULT == 2 && EX_TYPE_WRMSR == 8 &&
	      EX_TYPE_RDMSR == 9 && EX_TYPE_WRMSR_SAFE == 10 && EX_TYPE_RDMSR_SAFE == 11,
	      "engine.inc must follow <asm/extable_fixup_types.h>");

static atomic_t users = ATOMIC_INIT(0);

/* Threads, and children of a fork, share one open file. */
static DEFINE_MUTEX(running);

static int info(struct pb_info __user *arg)
{
	struct pb_info i = {
		.version = PB_ABI_VERSION,
		.benches = pb_bench_count,
		.layouts = PB_LAYOUTS,
		.tsc_khz = tsc_khz,
	};

	return copy_to_user(arg, &i, sizeof(i)) ? -EFAULT : 0;
}

static int run(struct pb_run __user *arg)
{
	struct pb_run r;
	int err;

	if (copy_from_user(&r, arg, sizeof(r)))
		return -EFAULT;
	if (!mutex_trylock(&running))
		return -EBUSY;
	err = pb_module_run(&r);
	mutex_unlock(&running);
	if ((!err || err == -EINTR) && copy_to_user(arg, &r, sizeof(r)))
		return -EFAULT;
	return err;
}

static int code(struct pb_site __user *arg)
{
	struct pb_site *s = memdup_user(arg, sizeof(*s));
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	err = pb_read_code(s);
	if (!err && copy_to_user(arg, s, sizeof(*s)))
		err = -EFAULT;
	kfree(s);
	return err;
}

static long ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *p = (void __user *)arg;
	u32 version;

	if (_IOC_TYPE(cmd) != PB_IOC_MAGIC || _IOC_NR(cmd) < 1 || _IOC_NR(cmd) > 3)
		return -ENOTTY;
	if (get_user(version, (u32 __user *)p))
		return -EFAULT;
	if (version != PB_ABI_VERSION)
		return -EPROTO;
	switch (cmd) {
	case PB_IOC_INFO:
		return info(p);
	case PB_IOC_RUN:
		return run(p);
	case PB_IOC_CODE:
		return code(p);
	}
	return -EPROTO;		/* a struct of another size */
}

static int open(struct inode *inode, struct file *file)
{
	int err = security_locked_down(LOCKDOWN_MSR);

	if (err)
		return err;
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	if (atomic_cmpxchg(&users, 0, 1))
		return -EBUSY;
	return nonseekable_open(inode, file);
}

static int release(struct inode *inode, struct file *file)
{
	atomic_set(&users, 0);
	return 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = open,
	.release = release,
	.unlocked_ioctl = ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "privbench",
	.mode = 0600,
	.fops = &fops,
};

static int __init start(void)
{
	unsigned long flags;

	pb_patch();
	local_irq_save(flags);
	pb_probe_msrs();
	local_irq_restore(flags);
	return misc_register(&device);
}

static void __exit stop(void)
{
	misc_deregister(&device);
}

module_init(start);
module_exit(stop);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Times x86 privileged instructions; see privbench(1)");
